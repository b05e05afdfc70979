import Testing

@testable import Freshen

/// Checks of releases: what counts as whole, and what a run does within its time.
@Suite(.timeLimit(.minutes(10))) struct ReleaseCheckTests {
    private static let sha256 = String(repeating: "ab", count: 32)
    private let ledger = ReleaseDouble()
    private let edge = EdgeDouble()

    init() {
        edge.checksum = Self.sha256
        edge.downloads = [.success(.seen("Miss from cloudfront", nil, sha256: Self.sha256))]
    }

    /// The reasons that a run reports, nil for a release that passed.
    private func check(left: Duration? = nil, isInterrupted: Bool = false) throws -> [String?] {
        let template = { (text: String) in try #require(ObjectTemplate(try PathTemplate(text))) }
        let place = Place(file: "f", line: 1, column: 1)
        let check = DownloadCheck(
            url: try template("https://r/{x}/latest"), checksum: try template("https://r/{x}/latest.json"),
            key: ["sum"])
        let rule = BucketRule(
            name: Placed("b", at: place), bucket: .name("abc"), prefix: "", match: nil, routes: [],
            together: BucketRule.Together(
                group: try template("{x}"), quiet: .seconds(1), quietAtMost: .seconds(1), check: check), only: [],
            sendsReuploads: false)
        let now = ContinuousClock.now
        let checks = ReleaseChecks(
            [rule], ledger: ledger, edge: edge, time: TimeLimit(left, now: { now }),
            isInterrupted: { isInterrupted }, progress: { _ in })
        let results = try #require(checks).callAsFunction()
        return results.map(\.error)
    }

    @Test func `a release passes, or fails and is sent again`() throws {
        ledger.due(1)
        #expect(try check() == [nil] && ledger.passed == ["r1"])
        ledger.due(1)
        edge.checksum = String(repeating: "cd", count: 32)
        let error = try #require(check().first ?? nil)
        #expect(error.hasPrefix("https://a/b has sha256 \(Self.sha256) (Miss from cloudfront, edge FRA56-P3), and"))
        #expect(ledger.failed == ["r1 sent again"])
    }

    @Test func `what has not come whole is not sent again`() throws {
        ledger.due(1)
        edge.downloads = [.failure(Failure(.tryAgain, "no answer"))]
        #expect(try check() == ["no answer"] && ledger.failed == ["r1"])
    }

    @Test(arguments: [(403, 404, true), (404, 410, true), (404, 200, false), (503, 503, false)])
    func `both downloads of a withdrawn release may be gone`(file: Int, document: Int, passes: Bool) throws {
        ledger.due(1, isWithdrawn: true)
        edge.downloads = [document, file].map { .success(.seen(nil, nil, status: $0, sha256: Self.sha256)) }
        #expect(try check().map { $0 == nil } == [passes])
        ledger.due(1)
        edge.limits = []
        #expect(try check().map { $0 == nil } == [false], "it was not withdrawn")
    }

    @Test func `a run checks as many as it has time for, and remembers what failed`() throws {
        ledger.due(2)
        ledger.all[1].error = "was wrong"
        #expect(try check(left: .seconds(4)) == [nil, "was wrong"] && edge.limits.isEmpty && ledger.passed.isEmpty)
        #expect(try check(left: .seconds(60)) == [nil, nil])
        #expect(edge.limits == Array(repeating: .seconds(59), count: 4))
    }

    @Test func `all checks of a command without deadline have two minutes`() throws {
        ledger.due(2)
        #expect(try check() == [nil, nil] && edge.limits.allSatisfy { $0 < .seconds(120) && $0 > .seconds(100) })
    }

    @Test(arguments: [
        (200, 0, true), (200, 4, true), (200, 5, false), (404, 0, true), (301, 0, false), (502, 0, false),
    ])
    func `it is sent again where that may help, five times at most`(status: Int, failures: Int, isSent: Bool) throws {
        ledger.due(1)
        ledger.all[0].failures = failures
        edge.checksum = String(repeating: "cd", count: 32)
        edge.downloads = [.success(.seen(nil, nil, status: status, sha256: Self.sha256))]
        #expect(try check()[0] != nil && ledger.failed == ["r1" + (isSent ? " sent again" : "")])
    }

    @Test func `a ledger that fails is a result`() throws {
        ledger.due(1)
        ledger.failure = Failure(.tryAgain, "locked")
        #expect(try check() == ["locked"])
    }

    @Test func `after a signal nothing is downloaded or stored`() throws {
        ledger.due(1)
        #expect(try check(isInterrupted: true) == [nil] && edge.limits.isEmpty && ledger.passed.isEmpty)
    }
}

/// Releases that a ledger would hold, and what became of them.
private final class ReleaseDouble: ReleaseKeeping {
    struct Kept {
        let name: String
        let isWithdrawn: Bool
        var error: String?
        var failures = 0
    }

    var all: [Kept] = []
    private(set) var passed: [String] = []
    private(set) var failed: [String] = []

    func due(_ count: Int, isWithdrawn: Bool = false) {
        all = (1...count).map { Kept(name: "r\($0)", isWithdrawn: isWithdrawn) }
    }

    func releases(of sources: [String]) throws(Failure) -> [Release] {
        all.map { one in
            Release(
                source: sources[0], name: one.name, run: 1, placeholders: ["x": one.name],
                isWithdrawn: one.isWithdrawn, error: one.error, failures: one.failures,
                isDue: true)
        }
    }

    var failure: Failure?

    func pass(_ release: Release) throws(Failure) {
        if let failure { throw failure }
        passed.append(release.name)
    }

    func fail(_ release: Release, _ error: String, sendsAgain: Bool) throws(Failure) {
        failed.append(release.name + (sendsAgain ? " sent again" : ""))
    }
}
