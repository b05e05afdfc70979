/// An entry of the log: what is stale, and what its path is rewritten to inside Next.js.
package struct LogEntry: Hashable, Sendable {
    /// What is stale.
    package let stale: Stale
    /// The path inside Next.js; nil: it is not rewritten.
    package let next: String?

    package init(_ stale: Stale, next: String? = nil) {
        self.stale = stale
        self.next = next
    }

    /// What pods revalidate: both names of a path that is rewritten.
    package var forPods: [Stale] {
        [stale] + (next.map { [.path($0)] } ?? [])
    }
}
