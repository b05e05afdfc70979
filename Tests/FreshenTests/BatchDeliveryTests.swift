import Freshen
import Testing

/// A CDN that says *not now*, *not that*, or nothing.
@Suite(.timeLimit(.minutes(10))) struct BatchDeliveryTests {
    private func world(_ failures: [CDNFailure], patience: Duration = .seconds(25)) throws -> World {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/a"))]
        world.backoff = CDNBackoff(patience, random: { 0.5 }) { world.pauses.append($0) }
        var rest = failures[...]
        world.edge.whenAsked = { [edge = world.edge] in edge.failure = rest.popFirst() }
        return world
    }

    private static let notNow = CDNFailure(.tryAgain, .notNow, "Rate exceeded (Throttling, HTTP 400)")

    @Test func `a batch that came too early is asked for once more, under the same reference`() throws {
        let world = try world([Self.notNow])
        let report = try world.run()
        #expect(report.outcome == .done && report.exit == .done)
        #expect(world.pauses == [.seconds(3)])
        #expect(world.edge.asked.map(\.callerReference) == ["reference-1", "reference-1"])
        #expect(report.cloudfront[0].items == ["/a"])
    }

    @Test func `a batch that still comes too early is deferred with the reason, and the next run asks again`() throws {
        let world = try world([Self.notNow, Self.notNow])
        let report = try world.run()
        #expect(report.outcome == .owed && report.exit == .tryAgain)
        #expect(report.cloudfront[0].outcome == .deferred)
        #expect(report.cloudfront[0].detail == "Rate exceeded (Throttling, HTTP 400)")
        #expect(try world.run().exit == .done)
        #expect(Set(world.edge.asked.map(\.callerReference)) == ["reference-1"])
        #expect(world.pauses.count == 1)
    }

    @Test func `a CDN that is full of others' paths takes none of ours, and they are deferred`() throws {
        let world = try world(Array(repeating: CDNFailure(.tryAgain, .full, "too many paths"), count: 20))
        let report = try world.run()
        #expect(report.exit == .tryAgain && report.cloudfront[0].outcome == .deferred)
        #expect(report.cloudfront[0].detail?.contains("too many paths") == true)
        #expect(world.pauses.count == 8 && Set(world.edge.asked.map(\.callerReference)) == ["reference-1"])
    }

    @Test func `nobody waits for longer than there is time`() throws {
        let world = try world([Self.notNow], patience: .milliseconds(2999))
        #expect(try world.run().cloudfront[0].outcome == .deferred)
        #expect(world.pauses.isEmpty && world.edge.asked.count == 1)
    }

    @Test(arguments: [ExitCode.refused, .configuration, .tryAgain])
    func `what time does not mend is not asked for twice`(exit: ExitCode) throws {
        let world = try world([CDNFailure(exit, "no")])
        let report = try world.run()
        #expect(report.cloudfront[0].outcome == .owed && report.exit == exit)
        #expect(world.pauses.isEmpty && world.edge.asked.count == 1)
    }

    @Test func `what was accepted is asked about by later runs until it is confirmed`() throws {
        let world = try world([])
        #expect(try world.run().cloudfront[0].invalidations == ["I-reference-1"])
        #expect(world.edge.askedAbout.isEmpty)
        let waiting = try world.run()
        #expect(waiting.outcome == .nothing && waiting.cloudfront[0].outcome == .nothing)
        world.edge.progress["I-reference-1"] = .success(.completed)
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].outcome == .confirmed)
        #expect(report.cloudfront[0].confirmed == ["I-reference-1"])
        #expect(try world.run().cloudfront[0].outcome == .nothing)
        #expect(world.edge.askedAbout.count == 2 && world.ledger.confirmed == ["I-reference-1"])
    }

    @Test func `what CloudFront no longer knows is said once and fails nothing`() throws {
        let world = try world([])
        _ = try world.run()
        world.edge.progress["I-reference-1"] = .success(.unknown)
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].outcome == .nothing)
        #expect(report.cloudfront[0].detail == "CloudFront no longer knows I-reference-1")
        #expect(try world.run().cloudfront[0].detail == nil)
        #expect(world.ledger.confirmed.isEmpty)
    }

    @Test func `a confirmation that cannot be had fails nothing, and is asked for by the next run`() throws {
        let world = try world([])
        _ = try world.run()
        world.edge.progress["I-reference-1"] = .failure(CDNFailure(.refused, "no right"))
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].detail == "not confirmed: no right")
        world.edge.progress["I-reference-1"] = .success(.completed)
        #expect(try world.run().cloudfront[0].confirmed == ["I-reference-1"])
    }

    @Test func `an interrupt ends the waiting`() throws {
        let world = try world([Self.notNow])
        world.backoff = CDNBackoff(random: { 0 }) { _ in world.isInterrupted = true }
        #expect(try world.run().exit == .tryAgain)
        #expect(world.edge.asked.count == 1)
    }

    // MARK: What a plan leaves out

    @Test func `what a plan leaves out is in the result, and in that of a dry run`() throws {
        let world = try world([])
        world.edge.remark = "1 tag is left out"
        #expect(try world.run(isDryRun: true).cloudfront[0].detail == "1 tag is left out")
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].outcome == .accepted)
        #expect(report.cloudfront[0].detail == "1 tag is left out")
        #expect(try world.run().cloudfront[0].detail == nil)
    }

    @Test func `it is in the result of a batch that fails, too`() throws {
        let world = try world([Self.notNow, Self.notNow])
        world.edge.remark = "1 tag is left out"
        let result = try world.run().cloudfront[0]
        #expect(result.outcome == .deferred)
        #expect(result.detail == "1 tag is left out; Rate exceeded (Throttling, HTTP 400)")
    }

    @Test func `it is in the result where the distribution goes on waiting for pods, too`() throws {
        let world = try world([])
        world.edge.remark = "1 tag is left out"
        world.pods.failures["a"] = .serverError
        #expect(try world.run().cloudfront[0].detail == "waits for pods that have not acknowledged")
        world.pods.failures = [:]
        world.pods.whenTold = { [unowned world] in
            world.pods.whenTold = {}
            world.pods.failures["b"] = .serverError
        }
        world.ledger.finds = [LogEntry(.path("/b"))]
        let detail = try world.run().cloudfront[0].detail
        #expect(detail == "1 tag is left out; waits for pods that have not acknowledged")
    }

    // MARK: Items that are refused

    private func world(items: [String], bad: Set<String> = []) throws -> World {
        let world = try World.settled()
        world.ledger.finds = items.map { LogEntry(.path($0)) }
        world.backoff = CDNBackoff(random: { 0.5 }) { world.pauses.append($0) }
        world.edge.badItems = bad
        return world
    }

    @Test func `a bad item is found by halves, and a wildcard is sent in its place`() throws {
        let items = (1...9).map { "/\($0)" }
        let world = try world(items: items, bad: ["/4"])
        let report = try world.run()
        #expect(report.outcome == .done && report.exit == .done)
        #expect(report.cloudfront[0].outcome == .accepted && report.cloudfront[0].quarantined == ["/4"])
        #expect(report.cloudfront[0].detail == "it refuses /4, and got /4* in its place")
        #expect(report.cloudfront[0].items.sorted() == (items.filter { $0 != "/4" } + ["/4*"]).sorted())
        #expect(world.ledger.quarantined == [RefusedItem("/4", reason: "invalid paths")])
        #expect(world.offset(ofDistribution: "E1") == 9)
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `every request has a reference that was stored before it, and none bears two requests`() throws {
        let world = try world(items: (1...33).map { "/\($0)" }, bad: ["/4", "/17", "/18"])
        world.edge.whenAsked = { [unowned world] in
            guard let batch = world.edge.asked.last else { return }
            #expect(world.ledger.batches.contains(batch))
        }
        #expect(try world.run().cloudfront[0].quarantined.sorted() == ["/17", "/18", "/4"])
        let bodies = Dictionary(grouping: world.edge.asked, by: \.callerReference).mapValues { Set($0.map(\.items)) }
        #expect(bodies.values.allSatisfy { $0.count == 1 })
    }

    @Test func `an item that no wildcard can stand for stays owed with what CloudFront said`() throws {
        let world = try world(items: ["/*", "/a"], bad: ["/*"])
        let report = try world.run()
        #expect(report.exit == .tryAgain && report.cloudfront[0].outcome == .owed)
        #expect(report.cloudfront[0].detail == "invalid paths")
    }

    @Test func `a CDN that refuses whatever it is asked for is not asked for ever`() throws {
        let world = try world(items: (1...600).map { "/\($0)" })
        world.edge.badItems = Set((1...600).flatMap { ["/\($0)", "/\($0)*"] } + ["/*"])
        #expect(try world.run().exit == .tryAgain)
        #expect(world.edge.asked.count <= 100)
    }

    @Test func `a reference that was used is replaced by another`() throws {
        let world = try world([CDNFailure(.tryAgain, .badReference, "used")])
        #expect(try world.run().exit == .done)
        #expect(world.edge.asked.map(\.callerReference) == ["reference-1", "reference-2"])
    }

    @Test(arguments: 1...24) func `a run that ends at any moment of it is carried on by the next`(moment: Int) throws {
        let world = try world(items: (1...16).map { "/\($0)" }, bad: ["/4", "/11"])
        var left = moment
        var isKilled = false
        world.edge.whenAsked = { [unowned world] in
            left -= 1
            isKilled = isKilled || left == 0
            world.edge.failure = isKilled ? CDNFailure(.tryAgain, "killed") : nil
        }
        _ = try world.run()
        world.edge.whenAsked = {}
        world.edge.failure = nil
        #expect(try world.run().exit == .done)
        #expect(world.offset(ofDistribution: "E1") == 16 && world.ledger.openBatches(of: "E1").isEmpty)
        #expect(Set(world.ledger.quarantined.map(\.item)) == ["/4", "/11"])
        let accepted = world.ledger.batches.flatMap(\.items).sorted()
        #expect(
            accepted == ((1...16).map { "/\($0)" }.filter { !["/4", "/11"].contains($0) } + ["/4*", "/11*"]).sorted())
        let bodies = Dictionary(grouping: world.edge.asked, by: \.callerReference).mapValues { Set($0.map(\.items)) }
        #expect(bodies.values.allSatisfy { $0.count == 1 })
    }

    // MARK: Wildcards in progress

    @Test func `a batch waits for wildcards of ours that are in progress`() throws {
        let world = try world(items: (1...15).map { "/\($0)*" })
        _ = try world.run()
        world.ledger.finds = [LogEntry(.path("/z*"))]
        world.edge.wildcards = 15
        world.backoff = CDNBackoff(random: { 0.5 }) { pause in
            world.pauses.append(pause)
            guard world.pauses.count == 3 else { return }
            world.edge.progress["I-reference-1"] = .success(.completed)
            world.edge.wildcards = 0
        }
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].items == ["/z*"])
        #expect(report.cloudfront[0].confirmed == ["I-reference-1"])
        #expect(world.pauses.count == 3 && world.edge.asked.count == 2)
    }

    @Test func `where none gets free in time there are fewer, as many as there is room for`() throws {
        let world = try world(items: (1...13).map { "/\($0)*" })
        _ = try world.run()
        world.ledger.finds = ["/x*", "/y*", "/z*", "/p"].map { LogEntry(.path($0)) }
        world.edge.wildcards = 13
        let report = try world.run()
        #expect(report.exit == .done)
        #expect(report.cloudfront[0].items == ["/p", "/x*", "/*"])
        #expect(world.pauses.count == 8 && world.edge.asked.count == 2)
    }

    @Test func `where there is room for none the batch is deferred and says so`() throws {
        let world = try world(items: (1...15).map { "/\($0)*" })
        _ = try world.run()
        world.ledger.finds = [LogEntry(.path("/z*"))]
        let report = try world.run()
        #expect(report.exit == .tryAgain && report.cloudfront[0].outcome == .deferred)
        #expect(report.cloudfront[0].detail?.contains("there is room for 3000 paths and 0 wildcards") == true)
        #expect(world.edge.asked.count == 1)
        world.edge.progress["I-reference-1"] = .success(.completed)
        #expect(try world.run().exit == .done)
    }

    @Test func `paths wait for nothing but paths`() throws {
        let world = try world(items: (1...15).map { "/\($0)*" })
        _ = try world.run()
        world.ledger.finds = [LogEntry(.path("/z"))]
        #expect(try world.run().cloudfront[0].items == ["/z"])
        #expect(world.pauses.isEmpty)
    }

    @Test func `wildcards that others have in progress are found out by asking, and give way to fewer`() throws {
        let world = try world(items: (1...8).map { "/\($0)*" })
        world.edge.wildcards = 13
        let report = try world.run()
        #expect(report.exit == .done)
        #expect(report.cloudfront[0].items == ["/1*", "/*"])
        #expect(world.pauses.count == 8)
    }

    @Test func `where CloudFront does not say what has ended its own refusal decides`() throws {
        let world = try world(items: (1...15).map { "/\($0)*" })
        _ = try world.run()
        world.edge.progress["I-reference-1"] = .failure(CDNFailure(.refused, "no right"))
        world.ledger.finds = [LogEntry(.path("/z*"))]
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].items == ["/z*"] && world.pauses.isEmpty)
    }
}
