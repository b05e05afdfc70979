/// A secret that no description, report or error shows.
package struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    /// The secret itself: for the request it belongs to, nothing else.
    package let reveal: String

    package init(_ secret: String) {
        reveal = secret
    }

    package var description: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
