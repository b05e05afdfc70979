import FoundationEssentials
import PostgresClient
import Synchronization
import Testing

/// What happens before and after the command that is killed.
struct Scenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The command that is killed.
    var command = ["run"]
    /// The command that runs next.
    var next = ["run"]
    /// Whether CloudFront is sent items before some pod has received them, and again afterwards.
    var sendsCloudFrontFirst = false
    /// Runs before the command.
    var before: @Sendable (Site) throws -> Void = { _ in }
    /// Runs between the two commands.
    var meanwhile: @Sendable (Site) throws -> Void = { _ in }

    /// The requests received in this scenario without a kill; computed once.
    func withoutKill() throws -> Received {
        if let cached = Self.cache.withLock({ $0[testDescription] }) { return cached }
        let site = try SharedFixture.shared.get().site()
        try before(site)
        var ending = try site.run(command)
        try meanwhile(site)
        for _ in 0..<3 where ending.status != 0 || ending.outcome != "nothing" { ending = try site.run() }
        try #require(ending.status == 0 && ending.outcome == "nothing", "\(self): \(ending)")
        let received = try site.received()
        Self.cache.withLock { $0[testDescription] = received }
        return received
    }

    private static let cache = Mutex<[String: Received]>([:])
}

extension Scenario {
    static let edited = Scenario(testDescription: "editors change items")

    static let window = Scenario(
        testDescription: "catch-up sends a window again", command: SharedFixture.catchUp, next: SharedFixture.catchUp)

    static let pageByName = Scenario(testDescription: "invalidate sends a page", command: ["invalidate", "/named"])

    static let newPod = Scenario(testDescription: "a new pod") { try $0.deleteTarget(of: 2) }

    static let freshPod = Scenario(testDescription: "a new pod with freshSince") { site in
        try site.startNewPod(2)
    }

    static let otherProcess = Scenario(testDescription: "a new process at a known pod's address") { site in
        try #require(site.run().outcome == "done")
        try site.receivers.set(site.receivers.pods[2], #"{"buildId": "another"}"#)
        try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
    }

    /// The next run notifies the pod that fails.
    static let podBehind = Scenario(
        testDescription: "a pod fails for longer than the patience", sendsCloudFrontFirst: true
    ) { site in
        try site.changeFile { $0.patience = "1ms" }
        try site.receivers.fail(site.receivers.pods[2], "503")
    }

    static let podCaughtUp = Scenario(
        testDescription: "a pod that CloudFront did not wait for answers again", sendsCloudFrontFirst: true
    ) { site in
        try site.notifyAllButOne()
    }

    static let podRemoved = Scenario(testDescription: "a pod that CloudFront did not wait for is removed") { site in
        try site.notifyAllButOne()
        try site.changeFile { $0.pods = [0, 1] }
    }

    static let podAddedMeanwhile = Scenario(
        testDescription: "a pod is added between two runs",
        before: { site in
            try site.deleteTarget(of: 2)
            try site.changeFile { $0.pods = [0, 1] }
        },
        meanwhile: { site in try site.changeFile { $0.pods = [0, 1, 2] } })

    static let refusedItem = Scenario(testDescription: "CloudFront refuses one item of many") { site in
        try site.receivers.set(site.receivers.cloudFront, #"{"refuse": ["/articles/moved"]}"#)
    }

    static let refusedOnlyItem = Scenario(
        testDescription: "CloudFront refuses the only item", command: ["invalidate", "/refused"]
    ) { site in
        try site.receivers.set(site.receivers.cloudFront, #"{"refuse": ["/refused"]}"#)
    }

    static let completed = Scenario(testDescription: "CloudFront completes an invalidation") { site in
        try #require(site.run().outcome == "done")
        try site.receivers.set(site.receivers.cloudFront, #"{"complete": true}"#)
    }
}

extension Site {
    /// Removes a pod from the ledger, so that it is new to the program.
    fileprivate func deleteTarget(of pod: Int) throws {
        try cms.execute("DELETE FROM freshen.target WHERE name = '\(receivers.url(of: pod))'")
    }

    /// Replaces a pod by a new one that is fresh since now by its own clock, which is `clock` seconds ahead.
    func startNewPod(_ pod: Int, clock: Int = 0) throws {
        try deleteTarget(of: pod)
        let now = Date.now.addingTimeInterval(Double(clock)).formatted(.iso8601)
        try receivers.set(receivers.pods[pod], #"{"freshSince": "\#(now)", "clock": \#(clock)}"#)
    }

    /// Notifies all pods except one, and CloudFront without waiting for that one.
    fileprivate func notifyAllButOne() throws {
        try changeFile { $0.patience = "1ms" }
        try receivers.fail(receivers.pods[2], "503")
        try #require(run().status == 75)
        try #require(received().posts == [2, 2, 1, 1])
    }
}
