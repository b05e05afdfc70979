import Freshen
import Testing

/// Web entries do not share a fate: one whose pods are not known costs the others nothing.
@Suite(.timeLimit(.minutes(10))) struct WebTests {
    private func site() throws -> World {
        let world = World()
        world.webs = [World.web("shop", ["a"]), World.web("blog", ["b"])]
        world.distributions = [World.distribution("E1", after: ["shop"]), World.distribution("E2", after: ["blog"])]
        _ = try world.run()
        world.ledger.finds = [LogEntry(.path("/1"))]
        return world
    }

    @Test func `a web entry without pods is 75, the look is made, and the others are told`() throws {
        let world = try site()
        world.listing.empty = ["blog"]
        let report = try world.run()
        #expect(report.exit == .tryAgain && report.outcome == .owed && report.changes == 1)
        #expect(report.error == "blog has 0 pods, and min is 1")
        #expect(world.pods.told.last == ["a": [.path("/1")]])
        // Nobody is left who could fill the edge with old pages.
        #expect(world.cdn.asked.map(\.distribution) == ["E1", "E2"])
        // It stays 75 when its pods have left the ledger.
        #expect(try world.run().exit == .tryAgain)
        #expect(world.offset(ofPod: "b", web: "blog") == nil)
    }

    @Test func `a web entry that never had pods is misconfigured, and the others are told all the same`() throws {
        let world = World()
        world.webs = [World.web("shop", ["a"]), World.web("blog", ["b"])]
        world.distributions = []
        world.listing.empty = ["blog"]
        #expect(try world.run().exit == .configuration)
        world.ledger.finds = [LogEntry(.path("/1"))]
        #expect(try world.run().exit == .configuration)
        #expect(world.pods.told.last == ["a": [.path("/1")]])
        let plan = try world.run(isDryRun: true)
        #expect(plan.exit == .configuration && plan.error == "blog has 0 pods, and min is 1")
    }

    @Test(arguments: [
        (Failure(.tryAgain, "no answer"), ExitCode.tryAgain), (Failure(.refused, "no right"), .refused),
        (Failure(.configuration, "404"), .tryAgain),
    ])
    func `where the pods of one web entry cannot be listed, the others are told`(failure: Failure, exit: ExitCode)
        throws
    {
        let world = try site()
        world.listing.failures = ["blog": failure]
        let report = try world.run()
        #expect(report.exit == exit && report.error == "the pods of blog are not known: \(failure.message)")
        #expect(world.pods.told.last == ["a": [.path("/1")]])
        #expect(world.cdn.asked.map(\.distribution) == ["E1"])
        world.listing.failures = [:]
        #expect(try world.run().exit == .done)
        #expect(world.cdn.asked.map(\.distribution) == ["E1", "E2"])
    }

    @Test func `a list that comes late delays neither the other pods nor their distribution`() throws {
        let world = try site()
        world.listing.late = ["blog"]
        var askedBefore: [[String]] = []
        world.pods.whenNotified = { askedBefore.append(world.cdn.asked.map(\.distribution)) }
        let report = try world.run()
        #expect(report.exit == .done && report.pods.map(\.name).sorted() == ["a", "b"])
        #expect(world.pods.told.suffix(2) == [["a": [.path("/1")]], ["b": [.path("/1")]]])
        #expect(world.cdn.asked.map(\.distribution).sorted() == ["E1", "E2"])
        #expect(askedBefore == [[], ["E1"]])
    }

    @Test func `the very first look waits for the lists, so that its pods are owed nothing`() throws {
        let world = World()
        world.listing.late = ["shop"]
        _ = try world.run()
        #expect(world.offset(ofPod: "a") == 0)
        #expect(try world.run().outcome == .nothing)
    }
}
