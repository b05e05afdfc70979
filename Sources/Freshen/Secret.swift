/// A secret that no description, report or error shows.
package struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    /// The secret itself, for the request that needs it and nothing else.
    package let reveal: String
    private let read: (@Sendable () -> String?)?

    /// `read` reads the secret again, and returns nil if that fails; without `read` the secret never changes.
    package init(_ secret: String, read: (@Sendable () -> String?)? = nil) {
        reveal = secret
        self.read = read
    }

    /// The secret as it is now: a mounted Secret changes while the program runs.
    package func readAgain() -> Secret {
        guard let read, let text = read() else { return self }
        return Secret(text, read: read)
    }

    /// The same text for every secret.
    package var description: String { "(secret)" }
    /// Hides the secret from `dump` and `Mirror`.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
