internal import Text

/// Which objects to list.
struct ListRequest {
    /// The `kind` of the answer, such as `PodList`.
    let kind: String
    /// The API group; empty: the core group.
    let group: String
    let resource: String
    let namespace: String
    let labelSelector: String

    /// The path of the list, and the part of its query that all pages share.
    ///
    /// Without a resourceVersion the answer is the most recent list. With `timeout` the API server ends a request that
    /// takes too long, and answers with an error.
    var pathAndQuery: String {
        let root = group.isEmpty ? "/api/v1" : "/apis/\(group)/v1"
        return "\(root)/namespaces/\(namespace)/\(resource)?labelSelector=\(percentEncoded(labelSelector))"
            + "&limit=\(Self.limit)&timeout=5s"
    }

    /// The objects on a page: a page of 100 pods has about half a megabyte, and few sites have more than one.
    private static let limit = 100
}
