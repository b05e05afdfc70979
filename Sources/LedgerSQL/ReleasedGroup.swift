/// A group of items that differ from the ledger; what consumers get of it is checked after it was sent.
package struct ReleasedGroup: Sendable, Hashable {
    /// The group's name.
    package let name: String
    /// The values of the placeholders in the check's URLs.
    package let placeholders: [String: String]
    /// What is sent again if the check fails.
    package let paths: [String]
    /// The names of the web entries and distributions that have these paths; empty: all.
    package let targets: [String]
    /// Whether all of these items are gone.
    package let isWithdrawn: Bool

    package init(
        name: String, placeholders: [String: String], paths: [String], targets: [String], isWithdrawn: Bool
    ) {
        self.name = name
        self.placeholders = placeholders
        self.paths = paths
        self.targets = targets
        self.isWithdrawn = isWithdrawn
    }
}
