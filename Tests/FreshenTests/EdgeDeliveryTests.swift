import Freshen
import Testing

/// A CDN that says *not now*, *not that*, or nothing.
@Suite struct EdgeDeliveryTests {
    private func world(_ failures: [EdgeFailure], patience: Duration = .seconds(25)) throws -> World {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/a"))]
        world.patience = EdgePatience(patience, random: { 0.5 }) { world.pauses.append($0) }
        var rest = failures[...]
        world.edge.whenAsked = { [edge = world.edge] in edge.failure = rest.popFirst() }
        return world
    }

    private static let notNow = EdgeFailure(.tryAgain, .notNow, "Rate exceeded (Throttling, HTTP 400)")

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
        #expect(report.cloudfront[0].outcome == "deferred")
        #expect(report.cloudfront[0].detail == "Rate exceeded (Throttling, HTTP 400)")
        #expect(try world.run().exit == .done)
        #expect(Set(world.edge.asked.map(\.callerReference)) == ["reference-1"])
        #expect(world.pauses.count == 1)
    }

    @Test func `nobody waits for longer than there is time`() throws {
        let world = try world([Self.notNow], patience: .milliseconds(2999))
        #expect(try world.run().cloudfront[0].outcome == "deferred")
        #expect(world.pauses.isEmpty && world.edge.asked.count == 1)
    }

    @Test(arguments: [ExitCode.refused, .configuration, .tryAgain])
    func `what time does not mend is not asked for twice`(exit: ExitCode) throws {
        let world = try world([EdgeFailure(exit, "no")])
        let report = try world.run()
        #expect(report.cloudfront[0].outcome == "owed" && report.exit == exit)
        #expect(world.pauses.isEmpty && world.edge.asked.count == 1)
    }

    @Test func `what was accepted is asked about by later runs until it is confirmed`() throws {
        let world = try world([])
        #expect(try world.run().cloudfront[0].invalidations == ["I-reference-1"])
        #expect(world.edge.askedAbout.isEmpty)
        let waiting = try world.run()
        #expect(waiting.outcome == .nothing && waiting.cloudfront[0].outcome == "nothing")
        world.edge.progress["I-reference-1"] = .success(.completed)
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].outcome == "confirmed")
        #expect(report.cloudfront[0].confirmed == ["I-reference-1"])
        #expect(try world.run().cloudfront[0].outcome == "nothing")
        #expect(world.edge.askedAbout.count == 2 && world.ledger.confirmed == ["I-reference-1"])
    }

    @Test func `what CloudFront no longer knows is said once and fails nothing`() throws {
        let world = try world([])
        _ = try world.run()
        world.edge.progress["I-reference-1"] = .success(.unknown)
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].outcome == "nothing")
        #expect(report.cloudfront[0].detail == "CloudFront no longer knows I-reference-1")
        #expect(try world.run().cloudfront[0].detail == nil)
        #expect(world.ledger.confirmed.isEmpty)
    }

    @Test func `a confirmation that cannot be had fails nothing, and is asked for by the next run`() throws {
        let world = try world([])
        _ = try world.run()
        world.edge.progress["I-reference-1"] = .failure(EdgeFailure(.refused, "no right"))
        let report = try world.run()
        #expect(report.exit == .done && report.cloudfront[0].detail == "not confirmed: no right")
        world.edge.progress["I-reference-1"] = .success(.completed)
        #expect(try world.run().cloudfront[0].confirmed == ["I-reference-1"])
    }

    @Test func `an interrupt ends the waiting`() throws {
        let world = try world([Self.notNow])
        world.patience = EdgePatience(random: { 0 }) { _ in world.isInterrupted = true }
        #expect(try world.run().exit == .tryAgain)
        #expect(world.edge.asked.count == 1)
    }
}
