/// A group of items that was sent, and of which it is not yet known whether consumers get it whole.
package struct Release: Sendable, Hashable {
    /// The source's name and the group's.
    package let source, name: String
    /// The look, or the failed check, whose entries come first.
    package let run: Int
    /// The values of the placeholders in the check's URLs.
    package let placeholders: [String: String]
    /// Whether every item that changed is gone, so that nothing may be left to download.
    package let isWithdrawn: Bool
    /// Why the last check failed; nil: there was none since the group was sent.
    package let error: String?
    /// How many checks have failed since the group was sent.
    package let failures: Int
    /// Whether it can be checked now: every distribution has completed it, and no newer upload waits.
    package let isDue: Bool

    package init(
        source: String, name: String, run: Int, placeholders: [String: String], isWithdrawn: Bool, error: String?,
        failures: Int, isDue: Bool
    ) {
        self.source = source
        self.name = name
        self.run = run
        self.placeholders = placeholders
        self.isWithdrawn = isWithdrawn
        self.error = error
        self.failures = failures
        self.isDue = isDue
    }
}

/// Keeps releases from the look that found them to the check that they pass.
package protocol ReleaseKeeping {
    /// The releases of these sources that have not passed a check, those first whose check is due the longest.
    func releases(of sources: [String]) throws(Failure) -> [Release]
    /// Forgets a release that has passed; one that was sent again meanwhile stays.
    func pass(_ release: Release) throws(Failure)
    /// Stores why a check failed; the next one is a minute later, and after each failure twice as long, at most an hour.
    ///
    /// With `sendsAgain`, the release's paths are appended to the log for distributions, in the same transaction.
    func fail(_ release: Release, _ error: String, sendsAgain: Bool) throws(Failure)
}
