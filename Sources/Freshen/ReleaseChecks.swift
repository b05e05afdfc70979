/// Downloads what consumers download of releases that CloudFront has completed, and compares checksums.
package struct ReleaseChecks {
    private let rules: [String: DownloadCheck]
    private let ledger: any ReleaseKeeping
    private let edge: any EdgeReading
    private let time: TimeLimit
    private let isInterrupted: () -> Bool
    private let progress: (String) -> Void

    /// The checks of a site's buckets; nil: none of them has one.
    ///
    /// `progress` gets a text for each download.
    package init?(
        _ buckets: [BucketRule], ledger: any ReleaseKeeping, edge: any EdgeReading, time: TimeLimit,
        isInterrupted: @escaping () -> Bool, progress: @escaping (String) -> Void
    ) {
        let checked = buckets.compactMap { rule in rule.together?.check.map { (rule.sourceName, $0) } }
        guard !checked.isEmpty else { return nil }
        rules = Dictionary(checked) { first, _ in first }
        self.ledger = ledger
        self.edge = edge
        self.time = time
        self.isInterrupted = isInterrupted
        self.progress = progress
    }

    /// Checks the releases that are due, as long as there is time; returns these, those that wait, and those that failed.
    ///
    /// A ledger that cannot be read or written is a result, too: what the run has delivered is reported all the same.
    func callAsFunction() -> [ReleaseResult] {
        let time = time.left == nil ? TimeLimit(Self.withoutDeadline) : time
        var results: [ReleaseResult] = []
        do throws(Failure) {
            for release in try ledger.releases(of: rules.keys.sorted()) {
                guard let rule = rules[release.source], release.isDue, longest(time) > Self.shortest, !isInterrupted()
                else {
                    results.append(ReleaseResult(release, release.error.map { .failed($0) } ?? .waiting))
                    continue
                }
                results.append(ReleaseResult(release, try check(release, rule, time)))
            }
        } catch {
            results.append(ReleaseResult(name: "the ledger's releases", .failed(error.message)))
        }
        return results
    }

    private func check(
        _ release: Release, _ rule: DownloadCheck, _ time: TimeLimit
    ) throws(Failure) -> ReleaseResult.Outcome {
        // The file may have named the placeholders otherwise when the release was sent.
        guard rule.names.allSatisfy({ release.placeholders[$0] != nil }) else {
            try ledger.pass(release)
            return .passed
        }
        let (url, checksum) = (rule.url.filled(release.placeholders), rule.checksum.filled(release.placeholders))
        let downloads: ReleaseDownloads
        do throws(Failure) {
            progress("checking \(checksum.withoutQuery)")
            let said = try edge.checksum(at: checksum, key: rule.key, within: longest(time))
            progress("checking \(url.withoutQuery)")
            let file = try edge.download(url, within: longest(time))
            downloads = ReleaseDownloads(release, file: file, document: said.download, checksum: said.checksum)
        } catch {
            guard !isInterrupted() else { return release.error.map { .failed($0) } ?? .waiting }
            try ledger.fail(release, error.message, sendsAgain: false)
            return .failed(error.message)
        }
        guard let mistake = downloads.mistake else {
            try ledger.pass(release)
            return .passed
        }
        // Sent again and again it would be paid for again and again.
        let sendsAgain = downloads.mayBeOld && release.failures < Self.mostResends
        try ledger.fail(release, mistake, sendsAgain: sendsAgain)
        return .failed(mistake)
    }

    /// The time that a download may take.
    private func longest(_ time: TimeLimit) -> Duration { (time.left ?? .zero) - Self.reserve }

    /// A download that has less time is left to the next run.
    private static let shortest = Duration.seconds(3)
    /// What is kept for the report.
    private static let reserve = Duration.seconds(1)
    /// What all checks of a command without deadline may take.
    private static let withoutDeadline = Duration.seconds(120)
    private static let mostResends = 5
}

/// Whether consumers get a release as it was uploaded.
package struct ReleaseResult: Sendable, Hashable {
    /// The result of a check.
    package enum Outcome: Sendable, Hashable {
        /// They do.
        case passed
        /// That is not known yet: CloudFront has not completed it, or there was no time.
        case waiting
        /// They do not, or it cannot be found out, for this reason.
        case failed(String)
    }

    /// The source's name and the group's.
    package let name: String
    /// The result of its check.
    package let outcome: Outcome

    init(name: String, _ outcome: Outcome) {
        self.name = name
        self.outcome = outcome
    }

    init(_ release: Release, _ outcome: Outcome) {
        self.init(name: release.source + " " + release.name, outcome)
    }

    /// Why consumers do not get it; nil: they do, or that is not known yet.
    package var error: String? { if case .failed(let error) = outcome { error } else { nil } }

    /// The outcome in one word.
    package var word: String {
        switch outcome {
        case .passed: "passed"
        case .waiting: "waiting"
        case .failed: "failed"
        }
    }
}
