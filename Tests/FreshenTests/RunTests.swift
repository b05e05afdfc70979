import Freshen
import Testing

@Suite(.timeLimit(.minutes(10))) struct RunTests {
    // MARK: Nothing to do

    @Test func `the first run records all items and sends nothing`() throws {
        let world = World()
        world.ledger.finds = World.paths
        let report = try world.run()
        #expect(report.isFirst && report.outcome == .nothing && report.exit == .done)
        #expect(report.changes == 0 && report.paths.isEmpty)
        #expect(world.pods.told.isEmpty && world.cdn.asked.isEmpty)
        #expect(world.offset(ofPod: "a") == 0 && world.offset(ofDistribution: "E1") == 0)
    }

    @Test func `a run that finds nothing sends no request and writes nothing but the look`() throws {
        let world = try World.settled()
        let writes = world.ledger.writes.count
        let report = try world.run()
        #expect(report.outcome == .nothing && report.exit == .done)
        #expect(report.pods.map(\.outcome.text) == ["nothing", "nothing"])
        #expect(report.cloudfront.map(\.outcome.rawValue) == ["nothing"])
        #expect(world.pods.told.isEmpty && world.cdn.asked.isEmpty)
        #expect(Array(world.ledger.writes.dropFirst(writes)) == ["look"])
    }

    @Test(arguments: [
        (nil, ExitCode.done), (Duration.seconds(1), .done), (.seconds(300), .done), (.seconds(301), .tryAgain),
    ])
    func `a busy run sends nothing, and fails after five minutes`(age: Duration?, exit: ExitCode) throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.ledger.busy = .some(age)
        let report = try world.run()
        #expect(report.outcome == .busy && report.exit == exit)
        #expect((report.error != nil) == (exit == .tryAgain))
        #expect(report.lookedAt == nil && report.pods.isEmpty && world.pods.told.isEmpty && world.cdn.asked.isEmpty)
    }

    @Test func `a look that fails sends nothing`() throws {
        let world = try World.settled()
        world.ledger.failure = Failure(.tryAgain, "the server went away")
        let failure = try #require(throws: Failure.self) { try world.run() }
        #expect(failure.exit == .tryAgain)
        #expect(world.pods.told.isEmpty && world.cdn.asked.isEmpty)
    }

    // MARK: Delivery

    @Test func `what is stale goes to every pod, then to CloudFront, and moves every offset`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.pods.whenNotified = { #expect(world.cdn.asked.isEmpty) }
        let report = try world.run()
        let stale: [Stale] = [.tag("t"), .path("/a"), .path("/b")]
        #expect(world.pods.told == [["a": stale, "b": stale]])
        #expect(world.cdn.asked.map(\.items) == [["#t", "/a", "/b"]])
        #expect(report.outcome == .done && report.exit == .done)
        #expect(report.paths == ["/a", "/b"] && report.tags == ["t"] && report.changes == 3)
        #expect(report.pods.map(\.outcome.text) == ["done", "done"] && report.pods.map(\.sentCount) == [3, 3])
        #expect(report.cloudfront[0].outcome == .accepted)
        #expect(report.cloudfront[0].invalidations == ["I-reference-1"])
        #expect(world.offset(ofPod: "a") == 3 && world.offset(ofPod: "b") == 3)
        #expect(world.offset(ofDistribution: "E1") == 3)
        #expect(try world.run().outcome == .nothing)
        #expect(world.pods.told.count == 1 && world.cdn.asked.count == 1)
    }

    @Test func `offsets move before a part of what pods refuse is stored`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        let refused = (1...2000).map { Refusal<Stale>(.path("/\($0)"), reason: "no") }
        world.pods.refusals = ["a": refused, "b": refused]
        let writes = world.ledger.writes.count
        let report = try world.run()
        #expect(
            world.ledger.writes.dropFirst(writes) == [
                "look", "acknowledge", "quarantine", "quarantine", "store", "accept",
            ])
        #expect(world.ledger.refusals.values.map(\.count) == [100, 100])
        #expect(report.outcome == .done && report.pods.map(\.refusedCount) == [2000, 2000])
    }

    @Test func `pods are sent both names of a rewrite, CloudFront the public one`() throws {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/news/x"), next: "/articles/x")]
        _ = try world.run()
        #expect(
            world.pods.told == [
                ["a": [.path("/articles/x"), .path("/news/x")], "b": [.path("/articles/x"), .path("/news/x")]]
            ])
        #expect(world.cdn.asked.map(\.items) == [["/news/x"]])
    }

    @Test func `everything is sent to pods beside the paths, to CloudFront in their place`() throws {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/a")), LogEntry(.everything)]
        let report = try world.run()
        #expect(world.pods.told[0]["a"] == [.pattern("/", .layout), .path("/a")])
        #expect(world.cdn.asked.map(\.items) == [["everything"]])
        #expect(report.paths == ["/", "/a"])
    }

    @Test func `a new pod gets everything once`() throws {
        let world = try World.settled()
        world.webs = [World.web("shop", ["a", "b", "c"])]
        let report = try world.run()
        #expect(world.pods.told == [["c": [.pattern("/", .layout)]]])
        #expect(report.pods.map(\.outcome.text) == ["nothing", "nothing", "done"])
        _ = try world.run()
        #expect(world.pods.told.count == 1)
    }

    // MARK: Failures

    @Test func `only the pod that fails stays behind, and it delays CloudFront`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.pods.failures = ["b": .unreachable]
        let report = try world.run()
        #expect(report.outcome == .owed && report.exit == .tryAgain)
        #expect(report.pods.map(\.outcome.text) == ["done", "unreachable"])
        #expect(report.pods.map(\.detail) == [nil, "it said so"])
        #expect(report.cloudfront.map(\.outcome.rawValue) == ["owed"])
        #expect(report.cloudfront[0].detail == "waits for pods that are behind")
        #expect(world.cdn.asked.isEmpty)
        #expect(
            world.offset(ofPod: "a") == 3 && world.offset(ofPod: "b") == 0 && world.offset(ofDistribution: "E1") == 0)
        world.pods.failures = [:]
        #expect(try world.run().outcome == .done)
        #expect(world.pods.told[1] == ["b": [.tag("t"), .path("/a"), .path("/b")]])
        #expect(world.cdn.asked.map(\.items) == [["#t", "/a", "/b"]])
    }

    @Test func `CloudFront gets only what every pod has done`() throws {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/a"))]
        world.cdn.failure = CDNFailure(.tryAgain, "throttled")
        #expect(try world.run().exit == .tryAgain)
        world.cdn.failure = nil
        world.pods.failures = ["b": .timedOut]
        world.ledger.finds = [LogEntry(.path("/b"))]
        let report = try world.run()
        #expect(world.cdn.asked.last?.items == ["/a"])
        #expect(report.cloudfront[0].invalidations.count == 1)
        #expect(report.cloudfront[0].outcome == .owed)
        #expect(world.offset(ofDistribution: "E1") == 1)
    }

    @Test(arguments: [
        (PodFailure.refused, ExitCode.refused, Report.Outcome.refused), (.unreachable, .tryAgain, .owed),
        (.timedOut, .tryAgain, .owed), (.redirect, .tryAgain, .owed), (.noEndpoint, .tryAgain, .owed),
        (.tooLarge, .tryAgain, .owed), (.busy, .tryAgain, .owed), (.serverError, .tryAgain, .owed),
        (.notJSON, .tryAgain, .owed), (.notRevalidated, .tryAgain, .owed), (.unexpected, .tryAgain, .owed),
        (.interrupted, .tryAgain, .owed),
    ])
    func `a pod's failure decides the exit code`(failure: PodFailure, exit: ExitCode, outcome: Report.Outcome) throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.pods.failures = ["a": failure]
        let report = try world.run()
        #expect(report.exit == exit && report.outcome == outcome)
        #expect(report.pods[0].outcome == .failed(failure))
        #expect(world.offset(ofPod: "a") == 0 && world.ledger.acknowledgements == ["b"])
    }

    @Test func `77 wins over 75, and 78 over both`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.pods.failures = ["a": .refused, "b": .timedOut]
        #expect(try world.run().exit == .refused)
        world.pods.failures = [:]
        world.cdn.failure = CDNFailure(.configuration, "no such distribution")
        let report = try world.run()
        #expect(report.exit == .configuration)
        #expect(report.cloudfront[0].detail == "no such distribution")
    }

    // MARK: Stored batches

    @Test func `a batch whose answer was lost is sent first, with its caller reference`() throws {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/a"))]
        world.cdn.losesAnswers = true
        let first = try world.run()
        #expect(first.exit == .tryAgain && first.cloudfront[0].outcome == .owed)
        #expect(first.cloudfront[0].detail == "the answer was lost")
        world.cdn.losesAnswers = false
        world.ledger.finds = [LogEntry(.path("/b"))]
        let second = try world.run()
        #expect(world.cdn.asked.map(\.callerReference) == ["reference-1", "reference-1", "reference-2"])
        #expect(world.cdn.asked[0] == world.cdn.asked[1])
        #expect(world.cdn.asked[2].items == ["/b"])
        #expect(second.exit == .done)
        #expect(second.cloudfront[0].items == ["/a", "/b"] && second.cloudfront[0].invalidations.count == 2)
        #expect(world.offset(ofDistribution: "E1") == 2)
    }

    @Test func `accepted batches are not sent again`() throws {
        let world = try World.settled()
        world.cdn.perBatch = 1
        world.ledger.finds = World.paths
        world.cdn.whenAsked = { world.cdn.losesAnswers = world.cdn.asked.count == 2 }
        #expect(try world.run().exit == .tryAgain)
        #expect(world.offset(ofDistribution: "E1") == 0)
        #expect(try world.run().exit == .done)
        let references = world.cdn.asked.map(\.callerReference)
        #expect(references == ["reference-1", "reference-2", "reference-2", "reference-3"])
        #expect(world.offset(ofDistribution: "E1") == 3)
    }

    @Test func `batches are stored before the first of them is sent`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.cdn.whenAsked = { #expect(world.ledger.writes.last == "store") }
        _ = try world.run()
        #expect(world.cdn.asked.count == 1)
    }

    // MARK: Interrupts

    @Test func `an interrupt before delivery sends nothing and leaves everything owed`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.isInterrupted = true
        let report = try world.run()
        #expect(world.pods.told.isEmpty && world.cdn.asked.isEmpty && world.ledger.acknowledgements.isEmpty)
        #expect(report.exit == .tryAgain && report.outcome == .owed)
        #expect(report.pods.map(\.outcome.text) == ["interrupted", "interrupted"])
        #expect(report.cloudfront.map(\.outcome.rawValue) == ["owed"])
        world.isInterrupted = false
        #expect(try world.run().outcome == .done)
    }

    @Test func `an interrupt between pods and CloudFront leaves only CloudFront owed`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.pods.whenNotified = { world.isInterrupted = true }
        let report = try world.run()
        #expect(world.cdn.asked.isEmpty && world.offset(ofPod: "a") == 3)
        #expect(report.exit == .tryAgain && report.cloudfront[0].detail == "interrupted")
    }

    @Test func `an interrupt with nothing owed exits with 0`() throws {
        let world = try World.settled()
        world.isInterrupted = true
        #expect(try world.run().exit == .done)
    }
}
