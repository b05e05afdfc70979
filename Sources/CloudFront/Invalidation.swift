/// An invalidation as CloudFront reports it.
package struct Invalidation: Hashable, Sendable {
    /// CloudFront's id of it, such as `I1JLWSDAP8FU89`.
    package let id: String
    /// As CloudFront spells it: `InProgress` or `Completed`.
    package let status: String
    /// In CloudFront's order, which may differ from the request's.
    package let items: [String]

    /// Whether every edge location has dropped the items.
    ///
    /// CloudFront writes `Completed`, some test servers `COMPLETED`.
    package var isCompleted: Bool { status.lowercased() == "completed" }
}
