import Freshen
import Testing

/// Downloads after an invalidation: when they are fresh, how many there are, and what is told.
@Suite(.timeLimit(.minutes(10))) struct FreshDownloadTests {
    private let command = DirectCommand()
    private var edge: EdgeDouble { command.edge }

    /// Sends `/a`, or nothing where invalidations are waited for, and downloads.
    private func run(
        sha256: String? = nil, waiting: Duration? = nil, for invalidations: [String] = []
    ) -> DirectReport {
        command.run(
            DirectRequest(
                distribution: "www.example.com", stale: invalidations.isEmpty ? [.path("/a")] : [],
                invalidations: invalidations, wait: waiting,
                verification: DirectRequest.Verification(url: "https://a/b?Signature=x", sha256: sha256)))
    }

    @Test(arguments: [
        (Download.seen("Miss from cloudfront", "\"1\""), true), (.seen("RefreshHit from cloudfront", "\"1\""), true),
        (.seen("Hit from cloudfront", "\"1\""), false), (.seen("Hit from cloudfront", "\"2\""), true),
        (.seen("Hit from cloudfront", "W/\"1\""), false), (.seen("Hit from cloudfront", nil), false),
        (.seen("Error from cloudfront", "\"2\"", status: 404), false),
        (.seen("Miss from cloudfront", "\"2\"", status: 503), false), (.seen(nil, "\"1\""), false),
    ])
    func `a download is fresh after a miss, or with another ETag than before`(download: Download, isFresh: Bool) {
        edge.entityTag = "\"1\""
        edge.downloads = [.success(download)]
        let report = run()
        #expect(report.exit == (isFresh ? .done : .tryAgain) && report.outcome == .accepted)
        #expect(edge.limits.count == (isFresh ? 1 : 10) && command.pauses.count == (isFresh ? 0 : 9))
    }

    @Test func `a wanted content alone decides`() {
        edge.downloads = [
            .success(.seen("Miss from cloudfront", "\"2\"", sha256: "old")),
            .success(.seen("Hit from cloudfront", "\"1\"", sha256: "new")),
        ]
        let report = run(sha256: "new")
        #expect(report.exit == .done && report.downloads.map(\.sha256) == ["old", "new"])
    }

    @Test func `the ETag is asked for before the request, and only where something is sent`() {
        edge.entityTag = "\"1\""
        var isFirst = false
        edge.whenAsked = { [cdn = command.cdn] in isFirst = cdn.asked.isEmpty }
        edge.downloads = [.success(.seen("Hit from cloudfront", "\"2\""))]
        #expect(run().exit == .done && isFirst)
        edge.whenAsked = { Issue.record("the ETag was asked for") }
        command.cdn.progress["I1"] = .success(.completed)
        #expect(run(waiting: .seconds(900), for: ["I1"]).exit == .tryAgain)
    }

    @Test func `downloads begin once the invalidation is completed`() {
        command.whenPaused = { [cdn = command.cdn, edge] in
            #expect(edge.limits.isEmpty)
            cdn.progress["I-/a-0"] = .success(.completed)
        }
        edge.downloads = [.success(.seen("Miss from cloudfront", nil))]
        let report = run(waiting: .seconds(900))
        #expect(report.outcome == .completed && report.exit == .done && edge.limits == [.seconds(120)])
    }

    @Test func `what was seen last is told, with the command that tries again, without the query`() {
        command.cdn.progress["I-/a-0"] = .success(.completed)
        let seen = Download.seen("Hit from cloudfront", "\"1\"", sha256: "old")
        edge.downloads = [.success(seen)]
        let report = run(sha256: "new", waiting: .seconds(900))
        #expect(report.outcome == .completed && report.exit == .tryAgain)
        #expect(seen.text == "Hit from cloudfront, edge FRA56-P3, ETag \"1\", 3 bytes, sha256 old")
        let wanted = "https://a/b?…: not fresh: wanted content with sha256 new, seen \(seen.text)"
        #expect(report.failure?.message == wanted)
        let options = "--invalidation I-/a-0 --wait --verify 'https://a/b?…' --sha256 new"
        #expect(report.command == "freshen invalidate --distribution E1 \(options)")
        #expect(command.lines.last == "https://a/b?… is not fresh, download 9 of 10: \(seen.text)")
    }

    @Test func `downloads take ten minutes at most, the last one what is left`() {
        edge.downloads = [.failure(Failure(.tryAgain, "timed out"))]
        edge.whenDownloaded = { [unowned command] in command.clock += .seconds(120) }
        #expect(run().failure?.message.hasSuffix("seen timed out") == true)
        #expect(edge.limits == Array(repeating: .seconds(120), count: 4) + [.seconds(106)])
    }

    @Test func `a failure that time does not mend ends the downloads`() {
        edge.downloads = [.failure(Failure(.configuration, "too large"))]
        #expect(run().exit == .configuration && edge.limits.count == 1)
    }

    @Test func `an interrupt ends the downloads`() {
        edge.downloads = [.success(.seen("Hit from cloudfront", nil))]
        edge.whenDownloaded = { [unowned command] in command.isInterrupted = true }
        let report = run()
        #expect(report.exit == .tryAgain && edge.limits.count == 1)
        #expect(report.failure?.message.contains("interrupted before it was fresh") == true)
    }
}

extension Download {
    static func seen(
        _ cache: String?, _ tag: String?, status: Int = 200, sha256: String = "00"
    ) -> Download {
        Download(
            url: "https://a/b", status: status, cache: cache, edge: "FRA56-P3", entityTag: tag, size: 3, sha256: sha256)
    }
}
