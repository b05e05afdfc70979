internal import Text

/// A list as the API server answers it, or one page of it.
struct ObjectList<Item: Decodable>: Decodable {
    struct Metadata: Decodable {
        /// Asks for the next page; nil or empty on the last one.
        let `continue`: String?
    }

    let kind: String
    let metadata: Metadata?
    /// An empty list may be null.
    let items: [Item]?
}

/// What to list.
struct ListOrder {
    /// What the answer calls itself, such as `PodList`.
    let kind: String
    /// The API group; empty: the core group.
    let group: String
    let resource: String
    let namespace: String
    let labelSelector: String

    /// The path of the list, and the part of its query that all pages share.
    ///
    /// Without a resourceVersion the answer is as new as the list; `timeout` makes a server that hangs say so.
    var target: String {
        let root = group.isEmpty ? "/api/v1" : "/apis/\(group)/v1"
        return "\(root)/namespaces/\(namespace)/\(resource)?labelSelector=\(percentEncoded(labelSelector))"
            + "&limit=\(Self.limit)&timeout=5s"
    }

    /// A page of pods is half a megabyte then, and few sites have more than one.
    private static let limit = 100
}
