import Freshen
import Testing

/// What a dry run plans, beside what a run sends.
@Suite(.timeLimit(.minutes(10))) struct DryRunTests {
    @Test func `a dry run sends and writes nothing and lists what the next run sends`() throws {
        let world = try World.settled()
        world.ledger.finds = [LogEntry(.path("/old"))]
        world.pods.failures = ["b": .unreachable]
        _ = try world.run()
        world.pods.failures = [:]
        world.webs = [World.web("shop", ["a", "b", "c"])]
        world.ledger.finds = World.paths + [LogEntry(.path("/news/x"), next: "/articles/x")]
        let (writes, told) = (world.ledger.writes, world.pods.told.count)
        let plan = try world.run(isDryRun: true)
        #expect(world.ledger.writes == writes && world.pods.told.count == told && world.cdn.asked.isEmpty)
        #expect(plan.outcome == .planned && plan.exit == .done)
        let done = try world.run()
        #expect(plan.paths == done.paths && plan.tags == done.tags && plan.changes == done.changes)
        #expect(plan.pods.map(\.sentCount) == done.pods.map(\.sentCount))
        #expect(plan.pods.map(\.outcome.text) == ["planned", "planned", "planned"])
        #expect(plan.cloudfront.map(\.items) == done.cloudfront.map(\.items))
        #expect(plan.price == done.price && plan.price > 0)
        #expect(Set(plan.reasons.map(\.path)) == ["/old", "/a", "/b", "#t", "/news/x"])
    }

    @Test func `a dry run lists the items of open batches`() throws {
        let world = try World.settled()
        world.ledger.finds = World.paths
        world.cdn.losesAnswers = true
        _ = try world.run()
        world.cdn.losesAnswers = false
        let plan = try world.run(isDryRun: true)
        #expect(plan.cloudfront.map(\.items) == [["#t", "/a", "/b"]])
        #expect(plan.outcome == .planned)
    }

    @Test func `a dry run before the first run plans nothing`() throws {
        let world = World()
        world.ledger.finds = World.paths
        let plan = try world.run(isDryRun: true)
        #expect(plan.isFirst && plan.outcome == .nothing && plan.paths.isEmpty)
        #expect(world.ledger.writes.isEmpty)
    }

    @Test func `a dry run plans everything for a new distribution, even where a pod is behind another one`() throws {
        let world = try World.settled()
        world.webs = [World.web("shop", ["a", "b"], patience: .zero)]
        world.pods.failures = ["b": .timedOut]
        for path in ["/1", "/2"] {
            world.ledger.now = world.ledger.now + .seconds(60)
            world.ledger.finds = [LogEntry(.path(path))]
            _ = try world.run()
        }
        #expect(world.ledger.states.values.contains { ($0.resendFrom ?? 0) > 0 })
        world.distributions = [World.distribution("E1"), World.distribution("E2")]
        #expect(try world.run(isDryRun: true).cloudfront[1].items == ["everything"])
    }
}
