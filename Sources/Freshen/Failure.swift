/// Why a command cannot go on: one line for people, and the exit code.
package struct Failure: Error, Sendable, CustomStringConvertible {
    /// The exit code of the command.
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

    /// The message.
    package var description: String { message }
}

extension String {
    /// The text with line breaks and other control characters escaped, because a message may quote names and values from
    /// outside.
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
