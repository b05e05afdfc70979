import FoundationEssentials
import PostgresClient
import Synchronization
import Testing

/// What comes before and after the run that is killed.
struct History: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What is killed.
    var command = ["run"]
    /// What is run next.
    var next = ["run"]
    /// Whether CloudFront is told before some pod has what it is told, and then again.
    var isEarly = false
    /// What happens before, with the program alive.
    var before: @Sendable (Site) throws -> Void = { _ in }
    /// What happens between the run that is killed and the next.
    var meanwhile: @Sendable (Site) throws -> Void = { _ in }

    /// What everyone hears where nothing is killed; made once.
    func control() throws -> Heard {
        if let known = Self.controls.withLock({ $0[testDescription] }) { return known }
        let site = try Stage.shared.get().site()
        try before(site)
        var ending = try site.run(command)
        try meanwhile(site)
        for _ in 0..<3 where ending.status != 0 || ending.outcome != "nothing" { ending = try site.run() }
        try #require(ending.status == 0 && ending.outcome == "nothing", "\(self): \(ending)")
        let heard = try site.heard()
        Self.controls.withLock { $0[testDescription] = heard }
        return heard
    }

    private static let controls = Mutex<[String: Heard]>([:])
}

extension History {
    static let edited = History(testDescription: "editors at work")

    static let window = History(
        testDescription: "a window is sent again", command: Stage.catchUp, next: Stage.catchUp)

    static let asked = History(testDescription: "a page is asked for by name", command: ["invalidate", "/asked"])

    static let newPod = History(testDescription: "a pod that nobody knows") { try $0.unknow(2) }

    static let freshPod = History(testDescription: "a pod that nobody knows, without its image's pages") { site in
        try site.bear(2)
    }

    static let otherProcess = History(testDescription: "another process at a pod's address") { site in
        try #require(site.run().outcome == "done")
        try site.audience.set(site.audience.pods[2], #"{"buildId": "another"}"#)
        try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
    }

    /// The pod that does not answer is told by the next run.
    static let deafPod = History(testDescription: "a pod that is silent beyond the patience", isEarly: true) { site in
        try site.write { $0.patience = "1ms" }
        try site.audience.fail(site.audience.pods[2], "503")
    }

    static let caughtUp = History(testDescription: "a pod answers that CloudFront did without", isEarly: true) { site in
        try site.tellWithoutOne()
    }

    static let goneForGood = History(testDescription: "a pod is gone that CloudFront was told without") { site in
        try site.tellWithoutOne()
        try site.write { $0.pods = [0, 1] }
    }

    static let newcomer = History(
        testDescription: "a pod that appears between two runs",
        before: { site in
            try site.unknow(2)
            try site.write { $0.pods = [0, 1] }
        },
        meanwhile: { site in try site.write { $0.pods = [0, 1, 2] } })

    static let refusedItem = History(testDescription: "CloudFront refuses one item of many") { site in
        try site.audience.set(site.audience.cloudFront, #"{"refuse": ["/articles/moved"]}"#)
    }

    static let refusedAlone = History(
        testDescription: "CloudFront refuses the only item", command: ["invalidate", "/refused"]
    ) { site in
        try site.audience.set(site.audience.cloudFront, #"{"refuse": ["/refused"]}"#)
    }

    static let completed = History(testDescription: "CloudFront is done with what it accepted") { site in
        try #require(site.run().outcome == "done")
        try site.audience.set(site.audience.cloudFront, #"{"complete": true}"#)
    }
}

extension Site {
    /// As if the program had never seen this pod.
    fileprivate func unknow(_ pod: Int) throws {
        try cms.execute("DELETE FROM freshen.target WHERE name = '\(audience.url(of: pod))'")
    }

    /// A pod that the program has never seen, and that has just dropped the pages of its image; its clock is so many seconds
    /// ahead.
    func bear(_ pod: Int, clock: Int = 0) throws {
        try unknow(pod)
        let now = Date.now.addingTimeInterval(Double(clock)).formatted(.iso8601)
        try audience.set(audience.pods[pod], #"{"freshSince": "\#(now)", "clock": \#(clock)}"#)
    }

    /// Tells all pods but one, and CloudFront without it.
    fileprivate func tellWithoutOne() throws {
        try write { $0.patience = "1ms" }
        try audience.fail(audience.pods[2], "503")
        try #require(run().status == 75)
        try #require(heard().posts == [2, 2, 1, 1])
    }
}
