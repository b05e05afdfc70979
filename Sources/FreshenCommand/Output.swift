internal import Freshen
internal import Glibc

/// What the program prints to stdout, and whether it was lost.
final class Output {
    /// Why something could not be written; nil: all was.
    private(set) var failure: String?

    func print(_ text: String) {
        if !System.print(text, to: STDOUT_FILENO) { failure = System.lastError }
    }

    /// An exit code, or 75 in place of 0 where a report is lost: who asked for it does not know the result.
    func code(_ code: ExitCode) -> ExitCode { failure != nil && code == .done ? .tryAgain : code }
}
