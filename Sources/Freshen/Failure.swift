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
        let use = place?.aliasLine.map { " (used by the alias on line \($0))" } ?? ""
        return Failure(.configuration, (place.map { "\($0): " } ?? "") + message + use)
    }

    /// The message.
    package var description: String { message }
}

extension String {
    /// With line breaks and other control characters escaped, because a message may quote text from outside.
    fileprivate var onOneLine: String {
        let controls: Set<Unicode.GeneralCategory> = [.control, .lineSeparator, .paragraphSeparator]
        return unicodeScalars.map { scalar in
            controls.contains(scalar.properties.generalCategory) ? scalar.escaped(asASCII: true) : String(scalar)
        }.joined()
    }
}
