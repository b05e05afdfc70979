/// An item that a CDN refused, and why.
package struct RefusedItem: Sendable, Hashable {
    package let item: String
    package let reason: String

    package init(_ item: String, reason: String) {
        self.item = item
        self.reason = reason
    }
}
