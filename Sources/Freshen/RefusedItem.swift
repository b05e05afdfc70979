/// An item that a CDN refused, and why.
package struct RefusedItem: Sendable, Hashable {
    /// The item as it was sent.
    package let item: String
    /// The CDN's message.
    package let reason: String

    package init(_ item: String, reason: String) {
        self.item = item
        self.reason = reason
    }
}
