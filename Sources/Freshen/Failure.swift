/// Why a run could not go on: one line for people, and the exit code it ends with.
package struct Failure: Error, Sendable, CustomStringConvertible {
    package let exit: ExitCode
    /// What happened, where, and what to do next; never a secret.
    package let message: String

    /// Control characters in the message become escapes.
    package init(_ exit: ExitCode, _ message: String) {
        self.exit = exit
        self.message = message.onOneLine
    }

    /// A mistake in freshen.yaml, at its place.
    package static func configuration(_ message: String, at place: Place? = nil) -> Failure {
        Failure(.configuration, (place.map { "\($0): " } ?? "") + message)
    }

    package var description: String { message }
}

extension String {
    /// With line breaks and other control characters as escapes: a message quotes names and values of a file.
    fileprivate var onOneLine: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return unicodeScalars.map { $0.isControl ? $0.escaped(asASCII: true) : String($0) }.joined()
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

/// The exit codes: a stable interface.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case done = 0
    case usage = 64
    case bug = 70
    case tryAgain = 75
    case refused = 77
    case configuration = 78

    /// What the code says, for the help.
    package var meaning: String {
        switch self {
        case .done: "everything due is done, or there was nothing to do"
        case .usage: "the command line is wrong"
        case .bug: "a bug in freshen"
        case .tryAgain: "something is still owed, or a server cannot be reached: try again"
        case .refused: "refused: database login or right, a pod's token, AWS credentials"
        case .configuration: "freshen.yaml, the schema or a variable needs mending"
        }
    }

    /// Which of two wins when both apply: a bug, then usage, configuration, refused, try again, done.
    package func or(_ other: ExitCode) -> ExitCode {
        rank >= other.rank ? self : other
    }

    private var rank: Int {
        switch self {
        case .done: 0
        case .tryAgain: 1
        case .refused: 2
        case .configuration: 3
        case .usage: 4
        case .bug: 5
        }
    }
}
