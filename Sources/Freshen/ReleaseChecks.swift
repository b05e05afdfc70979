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

    /// Checks the releases that are due, as long as there is time; returns these, and those whose last check failed.
    func callAsFunction() throws(Failure) -> [ReleaseResult] {
        var results: [ReleaseResult] = []
        for release in try ledger.releases(of: rules.keys.sorted()) {
            guard let rule = rules[release.source], release.isDue, hasTime, !isInterrupted() else {
                if let error = release.error { results.append(ReleaseResult(release, error: error)) }
                continue
            }
            results.append(ReleaseResult(release, error: try check(release, rule)))
        }
        return results
    }

    /// Why consumers do not get the release as it was uploaded; nil: they do.
    private func check(_ release: Release, _ rule: DownloadCheck) throws(Failure) -> String? {
        let (url, checksum) = (rule.url.filled(release.placeholders), rule.checksum.filled(release.placeholders))
        let mistake: String?
        do throws(Failure) {
            progress("checking \(checksum.withoutQuery)")
            let said = try edge.checksum(at: checksum, key: rule.key, within: longest)
            progress("checking \(url.withoutQuery)")
            let file = try edge.download(url, within: longest)
            mistake = ReleaseDownloads(release, file: file, document: said.download, checksum: said.checksum).mistake
        } catch {
            guard !isInterrupted() else { return release.error }
            // Nothing shows that the CDN has something old.
            try ledger.fail(release, error.message, sendsAgain: false)
            return error.message
        }
        if let mistake {
            try ledger.fail(release, mistake, sendsAgain: true)
        } else {
            try ledger.pass(release)
        }
        return mistake
    }

    /// A download that has less time is left to the next run.
    private var hasTime: Bool { time.left.map { $0 > Self.shortest + Self.reserve } ?? true }
    private var longest: Duration { time.left.map { min($0 - Self.reserve, Self.longest) } ?? Self.longest }

    private static let shortest = Duration.seconds(3)
    private static let longest = Duration.seconds(120)
    /// What is kept for the report.
    private static let reserve = Duration.seconds(1)
}

/// Whether consumers get a release as it was uploaded.
package struct ReleaseResult: Sendable, Hashable {
    /// The source's name and the group's.
    package let name: String
    /// Why they do not; nil: they do.
    package let error: String?

    init(name: String, error: String?) {
        self.name = name
        self.error = error
    }

    init(_ release: Release, error: String?) {
        self.init(name: release.source + " " + release.name, error: error)
    }
}
