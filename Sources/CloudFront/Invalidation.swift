/// An invalidation as CloudFront reports it.
package struct Invalidation: Hashable, Sendable {
    /// What CloudFront calls it, such as `I1JLWSDAP8FU89`.
    package let id: String
    /// CloudFront's own word: `InProgress` or `Completed`.
    package let status: String
    /// What is to be forgotten, in CloudFront's order, which need not be the order of the request.
    package let items: [String]

    /// Every edge has forgotten the items.
    ///
    /// CloudFront's own tools wait for this very word; others write it in capitals.
    package var isCompleted: Bool { status.lowercased() == "completed" }
}
