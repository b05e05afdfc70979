import Freshen
import Testing

/// A CDN that is throttled, refuses items, or does not answer.
@Suite(.timeLimit(.minutes(10))) struct BatchDeliveryTests {
    private func world(_ failures: [CDNFailure], patience: Duration = .seconds(25)) throws -> World {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/a"))]
        world.waitBudget = CDNWaitBudget(patience, random: { 0.5 }) { world.pauses.append($0) }
        var rest = failures[...]
        world.cdn.whenAsked = { [cdn = world.cdn] in cdn.failure = rest.popFirst() }
        return world
    }

    private static let notNow = CDNFailure(.tryAgain, .notNow, "Rate exceeded (Throttling, HTTP 400)")

    @Test func `a throttled batch is sent once more, with the same caller reference`() throws {
        let world = try world([Self.notNow])
        let report = try world.run()
        #expect(report.outcome == .done && report.exit == .done)
        #expect(world.pauses == [.seconds(3)])
        #expect(world.cdn.asked.map(\.callerReference) == ["reference-1", "reference-1"])
        #expect(report.cloudfront[0].items == ["/a"])
    }

    @Test func `a batch that is throttled again is deferred with the reason, and the next run sends it`() throws {
        let world = try world([Self.notNow, Self.notNow])
        let report = try world.run()
        #expect(report.outcome == .owed && report.exit == .tryAgain)
        #expect(report.cloudfront[0].outcome == .deferred)
        #expect(report.cloudfront[0].detail == "Rate exceeded (Throttling, HTTP 400)")
        #expect(try world.run().exit == .done)
        #expect(Set(world.cdn.asked.map(\.callerReference)) == ["reference-1"])
        #expect(world.pauses.count == 1)
    }

    @Test func `our paths are deferred while other tools' invalidations fill CloudFront`() throws {
        let world = try world(Array(repeating: CDNFailure(.tryAgain, .full, "too many paths"), count: 20))
        let report = try world.run()
        #expect(report.exit == .tryAgain && report.cloudfront[0].outcome == .deferred)
        #expect(report.cloudfront[0].detail?.contains("too many paths") == true)
        #expect(world.pauses.count == 8 && Set(world.cdn.asked.map(\.callerReference)) == ["reference-1"])
    }

    @Test func `a run waits no longer than its budget`() throws {
        let world = try world([Self.notNow], patience: .milliseconds(2999))
        #expect(try world.run().cloudfront[0].outcome == .deferred)
        #expect(world.pauses.isEmpty && world.cdn.asked.count == 1)
    }

    @Test(arguments: [ExitCode.refused, .configuration, .tryAgain])
    func `a failure that time does not mend is not retried`(exit: ExitCode) throws {
        let world = try world([CDNFailure(exit, "no")])
        let report = try world.run()
        #expect(report.cloudfront[0].outcome == .owed && report.exit == exit)
        #expect(world.pauses.isEmpty && world.cdn.asked.count == 1)
    }

    @Test func `later runs ask about an accepted invalidation until it is confirmed`() throws {
        let world = try world([])
        #expect(try world.run().cloudfront[0].invalidations == ["I-reference-1"])
        #expect(world.cdn.askedAbout.isEmpty)
        let waiting = try world.run()
        #expect(waiting.outcome == .nothing && waiting.cloudfront[0].outcome == .nothing)
        world.cdn.progress["I-reference-1"] = .success(.completed)
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].outcome == .confirmed)
        #expect(report.cloudfront[0].confirmed == ["I-reference-1"])
        #expect(try world.run().cloudfront[0].outcome == .nothing)
        #expect(world.cdn.askedAbout.count == 2 && world.ledger.confirmed == ["I-reference-1"])
    }

    @Test func `an invalidation that CloudFront no longer knows is reported once and fails no run`() throws {
        let world = try world([])
        _ = try world.run()
        world.cdn.progress["I-reference-1"] = .success(.unknown)
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].outcome == .nothing)
        #expect(report.cloudfront[0].detail == "CloudFront no longer has I-reference-1")
        #expect(try world.run().cloudfront[0].detail == nil)
        #expect(world.ledger.confirmed.isEmpty)
    }

    @Test func `a failed question about progress fails no run, and the next run asks again`() throws {
        let world = try world([])
        _ = try world.run()
        world.cdn.progress["I-reference-1"] = .failure(CDNFailure(.refused, "no right"))
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].detail == "not confirmed: no right")
        world.cdn.progress["I-reference-1"] = .success(.completed)
        #expect(try world.run().cloudfront[0].confirmed == ["I-reference-1"])
    }

    @Test func `an interrupt ends the waiting`() throws {
        let world = try world([Self.notNow])
        world.waitBudget = CDNWaitBudget(random: { 0 }) { _ in world.isInterrupted = true }
        #expect(try world.run().exit == .tryAgain)
        #expect(world.cdn.asked.count == 1)
    }

    // MARK: What a plan leaves out

    @Test func `what a plan leaves out is in the result, and in that of a dry run`() throws {
        let world = try world([])
        world.cdn.remark = "1 tag is left out"
        #expect(try world.run(isDryRun: true).cloudfront[0].detail == "1 tag is left out")
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].outcome == .accepted)
        #expect(report.cloudfront[0].detail == "1 tag is left out")
        #expect(try world.run().cloudfront[0].detail == nil)
    }

    @Test func `it is in the result of a batch that fails, too`() throws {
        let world = try world([Self.notNow, Self.notNow])
        world.cdn.remark = "1 tag is left out"
        let result = try world.run().cloudfront[0]
        #expect(result.outcome == .deferred)
        #expect(result.detail == "1 tag is left out; Rate exceeded (Throttling, HTTP 400)")
    }

    @Test func `it is in the result where the distribution goes on waiting for pods, too`() throws {
        let world = try world([])
        world.cdn.remark = "1 tag is left out"
        world.pods.failures["a"] = .serverError
        #expect(try world.run().cloudfront[0].detail == "waits for pods that are behind")
        world.pods.failures = [:]
        world.pods.whenNotified = { [unowned world] in
            world.pods.whenNotified = {}
            world.pods.failures["b"] = .serverError
        }
        world.ledger.finds = [LogEntry(.path("/b"))]
        let detail = try world.run().cloudfront[0].detail
        #expect(detail == "1 tag is left out; waits for pods that are behind")
    }

    // MARK: Items that are refused

    private func world(items: [String], bad: Set<String> = []) throws -> World {
        let world = try World.settled()
        world.ledger.finds = items.map { LogEntry(.path($0)) }
        world.waitBudget = CDNWaitBudget(random: { 0.5 }) { world.pauses.append($0) }
        world.cdn.badItems = bad
        return world
    }

    @Test func `a bad item is found by bisection, and a wildcard is sent in its place`() throws {
        let items = (1...9).map { "/\($0)" }
        let world = try world(items: items, bad: ["/4"])
        let report = try world.run()
        #expect(report.outcome == .done && report.exit == .done)
        #expect(report.cloudfront[0].outcome == .accepted && report.cloudfront[0].quarantined == ["/4"])
        #expect(report.cloudfront[0].detail == "CloudFront refused /4; /4* replaces it")
        #expect(report.cloudfront[0].items.sorted() == (items.filter { $0 != "/4" } + ["/4*"]).sorted())
        #expect(world.ledger.quarantined == [Refusal("/4", reason: "invalid paths")])
        #expect(world.offset(ofDistribution: "E1") == 9)
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `every request has a stored caller reference of its own`() throws {
        let world = try world(items: (1...33).map { "/\($0)" }, bad: ["/4", "/17", "/18"])
        world.cdn.whenAsked = { [unowned world] in
            guard let batch = world.cdn.asked.last else { return }
            #expect(world.ledger.batches.contains(batch))
        }
        #expect(try world.run().cloudfront[0].quarantined.sorted() == ["/17", "/18", "/4"])
        let bodies = Dictionary(grouping: world.cdn.asked, by: \.callerReference).mapValues { Set($0.map(\.items)) }
        #expect(bodies.values.allSatisfy { $0.count == 1 })
    }

    @Test func `an item that no wildcard can replace stays owed with CloudFront's message`() throws {
        let world = try world(items: ["/*", "/a"], bad: ["/*"])
        let report = try world.run()
        #expect(report.exit == .tryAgain && report.cloudfront[0].outcome == .owed)
        #expect(report.cloudfront[0].detail == "invalid paths")
    }

    @Test func `a CDN that refuses every request is not sent requests for ever`() throws {
        let world = try world(items: (1...600).map { "/\($0)" })
        world.cdn.badItems = Set((1...600).flatMap { ["/\($0)", "/\($0)*"] } + ["/*"])
        #expect(try world.run().exit == .tryAgain)
        #expect(world.cdn.asked.count <= 100)
    }

    @Test func `a caller reference that was used for other items is replaced`() throws {
        let world = try world([CDNFailure(.tryAgain, .badReference, "used")])
        #expect(try world.run().exit == .done)
        #expect(world.cdn.asked.map(\.callerReference) == ["reference-1", "reference-2"])
    }

    @Test(arguments: 1...24) func `the next run completes one that ended at any request`(moment: Int) throws {
        let world = try world(items: (1...16).map { "/\($0)" }, bad: ["/4", "/11"])
        var left = moment
        var isKilled = false
        world.cdn.whenAsked = { [unowned world] in
            left -= 1
            isKilled = isKilled || left == 0
            world.cdn.failure = isKilled ? CDNFailure(.tryAgain, "killed") : nil
        }
        _ = try world.run()
        world.cdn.whenAsked = {}
        world.cdn.failure = nil
        #expect(try world.run().exit == .done)
        #expect(world.offset(ofDistribution: "E1") == 16 && world.ledger.openBatches(of: "E1").isEmpty)
        #expect(Set(world.ledger.quarantined.map(\.refused)) == ["/4", "/11"])
        let accepted = world.ledger.batches.flatMap(\.items).sorted()
        #expect(
            accepted == ((1...16).map { "/\($0)" }.filter { !["/4", "/11"].contains($0) } + ["/4*", "/11*"]).sorted())
        let bodies = Dictionary(grouping: world.cdn.asked, by: \.callerReference).mapValues { Set($0.map(\.items)) }
        #expect(bodies.values.allSatisfy { $0.count == 1 })
    }

    // MARK: Wildcards in progress

    @Test func `a batch waits for our own wildcards that are in progress`() throws {
        let world = try world(items: (1...15).map { "/\($0)*" })
        _ = try world.run()
        world.ledger.finds = [LogEntry(.path("/z*"))]
        world.cdn.wildcards = 15
        world.waitBudget = CDNWaitBudget(random: { 0.5 }) { pause in
            world.pauses.append(pause)
            guard world.pauses.count == 3 else { return }
            world.cdn.progress["I-reference-1"] = .success(.completed)
            world.cdn.wildcards = 0
        }
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].items == ["/z*"])
        #expect(report.cloudfront[0].confirmed == ["I-reference-1"])
        #expect(world.pauses.count == 3 && world.cdn.asked.count == 2)
    }

    @Test func `a batch is sent with fewer wildcards when none are completed in time`() throws {
        let world = try world(items: (1...13).map { "/\($0)*" })
        _ = try world.run()
        world.ledger.finds = ["/x*", "/y*", "/z*", "/p"].map { LogEntry(.path($0)) }
        world.cdn.wildcards = 13
        let report = try world.run()
        #expect(report.exit == .done)
        #expect(report.cloudfront[0].items == ["/p", "/x*", "/*"])
        #expect(world.pauses.count == 8 && world.cdn.asked.count == 2)
    }

    @Test func `a batch is deferred when there is room for no wildcard`() throws {
        let world = try world(items: (1...15).map { "/\($0)*" })
        _ = try world.run()
        world.ledger.finds = [LogEntry(.path("/z*"))]
        let report = try world.run()
        #expect(report.exit == .tryAgain && report.cloudfront[0].outcome == .deferred)
        #expect(report.cloudfront[0].detail?.contains("there is room for 3000 paths and 0 wildcards") == true)
        #expect(world.cdn.asked.count == 1)
        world.cdn.progress["I-reference-1"] = .success(.completed)
        #expect(try world.run().exit == .done)
    }

    @Test func `paths do not wait for wildcards`() throws {
        let world = try world(items: (1...15).map { "/\($0)*" })
        _ = try world.run()
        world.ledger.finds = [LogEntry(.path("/z"))]
        #expect(try world.run().cloudfront[0].items == ["/z"])
        #expect(world.pauses.isEmpty)
    }

    @Test func `a refusal because of other tools' wildcards leads to fewer wildcards`() throws {
        let world = try world(items: (1...8).map { "/\($0)*" })
        world.cdn.wildcards = 13
        let report = try world.run()
        #expect(report.exit == .done)
        #expect(report.cloudfront[0].items == ["/1*", "/*"])
        #expect(world.pauses.count == 8)
    }

    @Test func `where progress cannot be asked about, CloudFront's refusal decides`() throws {
        let world = try world(items: (1...15).map { "/\($0)*" })
        _ = try world.run()
        world.cdn.progress["I-reference-1"] = .failure(CDNFailure(.refused, "no right"))
        world.ledger.finds = [LogEntry(.path("/z*"))]
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].items == ["/z*"] && world.pauses.isEmpty)
    }
}
