import Freshen
import Testing

/// A request to one distribution without a ledger, with a clock that the pauses move.
@Suite(.timeLimit(.minutes(10))) struct DirectInvalidationTests {
    private let command = DirectCommand()
    private var cdn: CDNDouble { command.cdn }

    private func run(_ request: DirectRequest) -> DirectReport { command.run(request) }

    private func request(
        _ paths: [String], waiting: Duration? = nil, for invalidations: [String] = []
    ) -> DirectRequest {
        DirectRequest(
            distribution: "www.example.com", stale: paths.map { .path($0) }, invalidations: invalidations,
            wait: waiting)
    }

    // MARK: A folder compared with a bucket

    private func request(comparing paths: [String] = [], verification: DirectRequest.Verification? = nil)
        -> DirectRequest
    {
        DirectRequest(
            distribution: "www.example.com", stale: paths.map { .path($0) },
            changedIn: ComparedFolder(path: "dist", bucket: "b", prefix: "p/"), verification: verification)
    }

    @Test func `the paths of files that differ are sent beside those that are named`() {
        var changes = FolderChanges(files: 9)
        changes.keys = ["p/a b", "p/c+d", "/e?"]
        command.changes = .success(changes)
        let report = run(request(comparing: ["/named"]))
        #expect(report.outcome == .accepted && report.compared?.files == 9)
        #expect(Set(report.items) == ["/named", "/p/a%20b", "/p/c+d", "/p/c%2Bd", "//e%3F"])
        #expect(command.lines == ["comparing dist with s3://b/p/"])
    }

    @Test func `where no file differs nothing is asked of CloudFront, and nothing downloaded`() {
        command.changes = .success(FolderChanges(files: 9))
        let verification = DirectRequest.Verification(url: "https://www.example.com/a", sha256: nil)
        let report = run(request(comparing: [], verification: verification))
        #expect(report.outcome == .nothing && report.exit == .done && report.price == 0)
        #expect(cdn.asked.isEmpty && command.edge.limits.isEmpty)
        #expect(run(request(comparing: ["/named"])).outcome == .accepted)
    }

    @Test func `a folder that cannot be compared leaves everything to the command`() {
        command.changes = .failure(Failure(.tryAgain, "s3://b: no answer"))
        let report = run(request(comparing: ["/named"]))
        #expect(report.outcome == .failed && report.exit == .tryAgain && cdn.asked.isEmpty)
        #expect(
            report.command
                == "freshen invalidate --alias www.example.com --changed-in dist --bucket b --prefix p/ /named")
    }

    @Test func `what is left after a comparison is named, and not compared again`() {
        var changes = FolderChanges(files: 1)
        changes.keys = ["p/a"]
        command.changes = .success(changes)
        cdn.failure = CDNFailure(.refused, "no right")
        #expect(run(request()).command == "freshen invalidate --distribution E1 /p/a")
    }

    // MARK: Sending

    @Test func `a bad item is replaced by a wildcard, and only that half has another caller reference`() {
        cdn.badItems = ["/b"]
        let report = run(request(["/a", "/b"]))
        #expect(report.outcome == .accepted && report.exit == .done && report.items == ["/a", "/b*"])
        #expect(report.remark == "CloudFront refused /b; /b* replaces it" && report.price == 0.01)
        #expect(cdn.asked.map(\.callerReference) == ["/a+/b-0", "/a-0", "/b-0", "/b*-0"])
    }

    @Test func `the batches after one that was replaced are sent, too`() {
        cdn.perBatch = 2
        cdn.badItems = ["/b"]
        let report = run(request(["/a", "/b", "/c", "/d"]))
        #expect(report.outcome == .accepted && report.items == ["/a", "/b*", "/c", "/d"])
    }

    @Test func `nothing is sent where something would be left out`() {
        cdn.remark = "1 tag that CloudFront cannot hold is left out"
        let report = run(request(["/a"]))
        #expect(report.exit == .usage && report.failure?.message == cdn.remark && cdn.asked.isEmpty)
    }

    @Test func `a caller reference that was used for other items is replaced by the next number`() {
        var failures = [CDNFailure(.tryAgain, .badReference, "used")]
        cdn.whenAsked = { [cdn] in cdn.failure = failures.popLast() }
        #expect(run(request(["/a"])).outcome == .accepted)
        #expect(cdn.asked.map(\.callerReference) == ["/a-0", "/a-1"])
    }

    @Test func `a CDN that is unavailable is tried again with the same reference, for a limited time`() {
        cdn.failure = CDNFailure(.tryAgain, .notNow, "Rate exceeded")
        let report = run(request(["/a", "/b"]))
        #expect(report.outcome == .failed && report.exit == .tryAgain && report.price == 0)
        #expect(report.failure?.message == "Rate exceeded")
        #expect(report.command == "freshen invalidate --distribution E1 /a /b")
        #expect(Set(cdn.asked.map(\.callerReference)) == ["/a+/b-0"] && cdn.asked.count == 9)
        #expect(command.pauses.reduce(.zero, +) <= .seconds(25))
        #expect(command.lines == ["CloudFront is busy or unavailable: trying again for 25s"])
    }

    @Test func `a CDN that has too much in progress is tried for as long as the command waits`() {
        cdn.failure = CDNFailure(.tryAgain, .full, "too many")
        #expect(run(request(["/a"], waiting: .seconds(60))).failure?.message == "too many")
        #expect((.seconds(57)...(.seconds(60))).contains(command.pauses.reduce(.zero, +)))
    }

    @Test func `one that is unavailable for a while gets the request`() {
        var left = 5
        cdn.whenAsked = { [cdn] in
            left -= 1
            cdn.failure = left > 0 ? CDNFailure(.tryAgain, .notNow, "Rate exceeded") : nil
        }
        #expect(run(request(["/a"])).outcome == .accepted && cdn.asked.count == 5)
    }

    @Test func `what is left is sent by the command, and what was accepted is waited for`() {
        cdn.perBatch = 1
        cdn.whenAsked = { [cdn] in
            cdn.failure = cdn.asked.count > 1 ? CDNFailure(.refused, "no right") : nil
        }
        let report = run(request(["/a", "/b", "/c"], waiting: .seconds(900)))
        #expect(report.outcome == .failed && report.exit == .refused && report.acceptedCount == 1)
        #expect(report.command == "freshen invalidate --distribution E1 --invalidation I-/a-0 --wait /b /c")
    }

    // MARK: Waiting

    @Test func `it asks every two to five seconds until all are completed`() {
        cdn.progress["I2"] = .success(.completed)
        command.whenPaused = { [unowned command] in
            if command.pauses.count == 6 { command.cdn.progress["I1"] = .success(.completed) }
        }
        let report = run(request([], waiting: .seconds(900), for: ["I1", "I2"]))
        #expect(report.outcome == .completed && report.completed == ["I1", "I2"] && report.exit == .done)
        #expect(command.pauses == Array(repeating: .milliseconds(3500), count: 6))
        #expect(cdn.askedAbout == Array(repeating: "I1", count: 7) + ["I2"])
        #expect(
            command.lines == [
                "waiting for I1 of E1, 1 of 2: 0 s", "waiting for I1 of E1, 1 of 2: 17 s",
                "I1 of E1 is completed: 21 s",
                "I2 of E1 is completed: 21 s",
            ])
    }

    @Test func `the time counts from the start of the command, and the last question is asked at its end`() {
        let report = run(request(["/a"], waiting: .seconds(10)))
        #expect(report.outcome == .accepted && report.exit == .tryAgain)
        #expect(report.failure?.message == "invalidation I-/a-0 of E1: still in progress after 10s")
        #expect(command.pauses == [.milliseconds(3500), .milliseconds(3500), .seconds(3)] && cdn.askedAbout.count == 4)
        #expect(report.command == "freshen invalidate --distribution E1 --invalidation I-/a-0 --wait=10s")
    }

    @Test func `a question without an answer is repeated, and its reason is told when the time is up`() {
        cdn.progress["I1"] = .failure(CDNFailure(.tryAgain, .notNow, "HTTP 503"))
        let report = run(request([], waiting: .seconds(5), for: ["I1"]))
        #expect(report.failure?.message == "invalidation I1 of E1: still in progress after 5s (HTTP 503)")
        #expect(cdn.askedAbout.count == 3)
    }

    @Test func `a missing right and an unknown invalidation end the waiting`() {
        cdn.progress["I1"] = .failure(CDNFailure(.refused, "no right"))
        #expect(run(request([], waiting: .seconds(900), for: ["I1"])).exit == .refused)
        cdn.progress["I1"] = .success(.unknown)
        let report = run(request([], waiting: .seconds(900), for: ["I1"]))
        #expect(report.exit == .configuration && report.failure?.message == "E1 has no invalidation I1")
        #expect(cdn.askedAbout.count == 4)
    }

    @Test func `a new invalidation that is not found at once is asked about again`() {
        cdn.progress["I1"] = .success(.unknown)
        command.whenPaused = { [cdn] in cdn.progress["I1"] = .success(.completed) }
        #expect(run(request([], waiting: .seconds(900), for: ["I1"])).outcome == .completed)
    }

    @Test func `an interrupt ends the waiting at once`() {
        command.whenPaused = { [unowned command] in command.isInterrupted = true }
        let report = run(request(["/a"], waiting: .seconds(900)))
        #expect(report.exit == .tryAgain && command.pauses.count == 1)
        #expect(report.failure?.message == "invalidation I-/a-0 of E1: interrupted while it was in progress")
    }
}
