/// What identifies a route in the ledger, wherever it stands in the file.
package struct RouteIdentity: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case path, page, layout, tag, everything
        case pagesOf = "pages_of"
    }

    package let kind: Kind
    /// The template, or the collection of `pages_of`.
    package let text: String
    /// The template of `next`; nil: none.
    package let next: String?

    package init(kind: Kind, text: String, next: String? = nil) {
        self.kind = kind
        self.text = text
        self.next = next
    }
}
