/// An answer of the API server: one page of a list, or all of it.
struct ObjectList<Item: Decodable>: Decodable {
    struct Metadata: Decodable {
        /// The token of the next page; nil or empty on the last one.
        let `continue`: String?
    }

    let kind: String
    let metadata: Metadata?
    /// An empty list may be null.
    let items: [Item]?
}
