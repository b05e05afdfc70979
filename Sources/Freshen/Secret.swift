/// A secret that no description, report or error shows.
package struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    /// The secret itself, for the request that needs it and nothing else.
    package let reveal: String

    package init(_ secret: String) {
        reveal = secret
    }

    /// The same text for every secret.
    package var description: String { "(secret)" }
    /// Hides the secret from `dump` and `Mirror`.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
