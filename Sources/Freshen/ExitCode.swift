/// The exit codes of the program, a stable interface; from the lightest to the gravest.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case done = 0
    case tryAgain = 75
    case refused = 77
    case configuration = 78
    case usage = 64
    case bug = 70

    /// What the code means, for `--help`.
    package var meaning: String {
        switch self {
        case .done: "everything due was delivered, or there was nothing to do"
        case .usage: "the command line is wrong"
        case .bug: "a bug in freshen"
        case .tryAgain: "something is still owed, or a server cannot be reached: try again"
        case .refused: "refused: the database login, a privilege, a pod's token or AWS credentials"
        case .configuration: "freshen.yaml, the schema or an environment variable must be corrected"
        }
    }

    /// The code that wins when both apply: the later one in this enumeration.
    package func orGraver(_ other: ExitCode) -> ExitCode {
        Self.allCases.last { $0 == self || $0 == other } ?? self
    }
}
