/// What the ledger says of itself: how far it has looked, and who is owed what.
package struct Status: Sendable {
    /// One that is told, and how far it is behind.
    package struct Line: Sendable, Equatable {
        package let target: Target
        /// The last entry of the log that it has been told; nil: none.
        package let offset: Int?
        /// How many different paths, patterns and tags it is owed, everything being one of them.
        package let owed: Int
        /// Whether nothing less than everything is owed.
        package let everything: Bool
        /// Since when; nil: it is owed nothing.
        package let since: Instant?

        package init(target: Target, offset: Int?, owed: Int, everything: Bool, since: Instant?) {
            self.target = target
            self.offset = offset
            self.owed = owed
            self.everything = everything
            self.since = since
        }
    }

    /// What a target refused; it got everything in its place.
    package struct Quarantined: Sendable, Equatable {
        package let target: Target
        package let text: String
        package let reason: String
        package let at: Instant

        package init(target: Target, text: String, reason: String, at: Instant) {
            self.target = target
            self.text = text
            self.reason = reason
            self.at = at
        }
    }

    /// The database's clock.
    package var now: Instant
    /// N of the last look; nil: there was none.
    package var at: Instant?
    /// When the last look was committed.
    package var capturedAt: Instant?
    /// The log's newest id.
    package var head = 0
    package var lines: [Line] = []
    package var quarantine: [Quarantined] = []
    /// The newest first.
    package var runs: [PastRun] = []

    package init(now: Instant) {
        self.now = now
    }

    /// How long ago the last look was.
    package var age: Duration? { capturedAt.map(age(of:)) }

    /// How long ago an instant was by the database's clock.
    package func age(of instant: Instant) -> Duration {
        .microseconds(max(0, now.microseconds - instant.microseconds))
    }

    /// Why somebody should look into it; nil: nothing is older than `maxAge`.
    package func complaint(maxAge: Duration) -> String? {
        guard let age else { return "there was no look yet: is `freshen run` scheduled?" }
        let late = lines.filter { line in line.since.map { self.age(of: $0) > maxAge } ?? false }
        let parts = [
            age > maxAge
                ? "the last look was \(age.rounded) ago: is `freshen run` scheduled, and does it end well?" : nil,
            late.min { ($0.since ?? now) < ($1.since ?? now) }.map { owed($0, late.count) },
        ]
        let text = parts.compactMap { $0 }.joined(separator: "; ")
        return text.isEmpty ? nil : text
    }

    private func owed(_ line: Line, _ count: Int) -> String {
        let others = count == 1 ? "" : ", and \(count - 1) more with it"
        return "\(line.target.name) has been owed something for \(age(of: line.since ?? now).rounded)\(others)"
    }
}
