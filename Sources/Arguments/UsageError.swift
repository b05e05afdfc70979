/// A mistake in a command line.
package struct UsageError: Error, Sendable {
    /// One line: the mistake, what was probably meant, and which help to read.
    ///
    /// The value of an unknown option is not repeated: it may be a secret.
    package let message: String

    init(_ problem: String, help: String) {
        message = "\(problem)\(problem.hasSuffix("?") ? " See" : "; see") \(help)"
    }
}
