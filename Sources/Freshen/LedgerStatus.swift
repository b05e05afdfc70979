/// The ledger's state: when the last look was, and what each target is owed.
package struct LedgerStatus: Sendable {
    /// One target, and how far it is behind.
    package struct Line: Sendable, Equatable {
        /// The target.
        package let target: Target
        /// The last entry of the log that was delivered; nil: none.
        package let offset: Int?
        /// How many different paths, patterns and tags it is owed; everything counts as one.
        package let owed: Int
        /// Whether everything is owed because single entries cannot be sent (`Owed.needsEverything`).
        package let everything: Bool
        /// Since when it is owed something; nil: it is owed nothing.
        package let since: Instant?
        /// What CloudFront has accepted for a distribution in the current month (UTC).
        package let month: ItemCounts

        package init(
            target: Target, offset: Int?, owed: Int, everything: Bool, since: Instant?,
            month: ItemCounts = ItemCounts()
        ) {
            self.target = target
            self.offset = offset
            self.owed = owed
            self.everything = everything
            self.since = since
            self.month = month
        }
    }

    /// An entry that a target refused; something wider was sent in its place.
    package struct Quarantined: Sendable, Equatable {
        /// The target.
        package let target: Target
        /// The path, pattern, `#tag` or CloudFront item, and why it was refused.
        package let text, reason: String
        /// When it was refused.
        package let at: Instant
        /// How many entries of this target are stored with this reason, of which only the newest are listed.
        package let count: Int

        package init(target: Target, text: String, reason: String, at: Instant, count: Int = 1) {
            self.target = target
            self.text = text
            self.reason = reason
            self.at = at
            self.count = count
        }
    }

    /// The database's clock.
    package var now: Instant
    /// How far the clock of this machine is from the database's; nil: it was not compared.
    package var clocks: ClockDifference?
    /// The instant of the last look, and when it was committed; nil: there was none.
    package var lookedAt, capturedAt: Instant?
    /// The log's newest id.
    package var head = 0
    /// A line for each target.
    package var lines: [Line] = []
    /// Refused entries, the newest of each target, newest first.
    package var quarantine: [Quarantined] = []
    /// Newest first.
    package var runs: [RunRecord] = []

    package init(now: Instant) {
        self.now = now
    }

    /// How many items CloudFront has accepted for all distributions in the current month.
    package var itemsOfMonth: Int { lines.map(\.month.total).reduce(0, +) }

    /// How long ago the last look was.
    package var age: Duration? { capturedAt.map(age(of:)) }

    /// How long ago an instant was by the database's clock.
    package func age(of instant: Instant) -> Duration {
        .microseconds(max(0, now.microseconds - instant.microseconds))
    }

    /// What is older than `maxAge`, as a message; nil: nothing is.
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
        let others = count == 1 ? "" : count == 2 ? "; so has 1 other target" : "; so have \(count - 1) other targets"
        return "\(line.target.name) has been owed something for \(age(of: line.since ?? now).rounded)\(others)"
    }
}
