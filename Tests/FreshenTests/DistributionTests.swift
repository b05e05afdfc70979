@testable import Freshen
import Testing

/// Distributions that are new, wait, fail, or left the file.
@Suite(.timeLimit(.minutes(10))) struct DistributionTests {
    @Test func `a new distribution gets everything once`() throws {
        let world = try World.settled()
        world.distributions.append(World.distribution("E2"))
        _ = try world.run()
        #expect(world.pods.told.isEmpty)
        #expect(world.cdn.asked.map(\.distribution) == ["E2"])
        #expect(world.cdn.asked.map(\.items) == [["everything"]])
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `a distribution waits only for the webs that it names`() throws {
        let world = try World.settled()
        world.webs = [World.web("shop", ["a"]), World.web("blog", ["c"])]
        world.distributions = [
            World.distribution("E1", after: ["shop"]), World.distribution("E2"), World.distribution("E3", after: []),
        ]
        _ = try world.run()
        let before = world.cdn.asked.count
        world.pods.failures = ["c": .serverError]
        world.ledger.finds = [LogEntry(.path("/a"))]
        let report = try world.run()
        #expect(world.cdn.asked.dropFirst(before).map(\.distribution) == ["E1", "E3"])
        #expect(report.cloudfront.map(\.outcome.rawValue) == ["accepted", "owed", "accepted"])
        #expect(report.exit == .tryAgain)
    }

    @Test func `items that CloudFront did not accept are not billed`() throws {
        let world = try World.settled()
        (world.cdn.perBatch, world.ledger.finds) = (2, World.paths)
        world.cdn.whenAsked = {
            world.cdn.failure = world.cdn.asked.count == 1 ? nil : CDNFailure(.tryAgain, "503")
        }
        let result = try world.run().cloudfront[0]
        #expect(result.accepted == Array(result.items.prefix(2)) && result.items.count == 3)
    }

    @Test func `an item that is accepted twice in one run is billed twice`() {
        var (earlier, later) = (DistributionResult("E1", .accepted), DistributionResult("E1", .accepted))
        (earlier.accepted, later.accepted) = (["/a", "/b"], ["/a"])
        #expect(later.following(earlier).accepted == ["/a", "/b", "/a"])
    }

    @Test func `one distribution that fails does not stop the next`() throws {
        let world = try World.settled()
        world.distributions = [World.distribution("E1"), World.distribution("E2")]
        world.ledger.finds = World.paths
        world.cdn.whenAsked = {
            world.cdn.failure = world.cdn.asked.count == 1 ? CDNFailure(.tryAgain, "503") : nil
        }
        let report = try world.run()
        #expect(report.cloudfront.map(\.outcome.rawValue) == ["owed", "accepted"])
        #expect(report.exit == .tryAgain)
    }

    @Test func `a distribution that left the file is deleted with its batches`() throws {
        let world = try World.settled()
        world.distributions = [World.distribution("E1"), World.distribution("E2")]
        _ = try world.run()
        world.cdn.failure = CDNFailure(.tryAgain, .notNow, "throttled")
        world.ledger.finds = [LogEntry(.path("/a"))]
        #expect(try world.run().exit == .tryAgain)
        #expect(!world.ledger.openBatches(of: "E2").isEmpty)
        world.cdn.failure = nil
        world.distributions = [World.distribution("E1")]
        #expect(try world.run().exit == .done)
        #expect(world.ledger.openBatches(of: "E2").isEmpty)
        #expect(world.ledger.states.keys.map(\.name).sorted() == ["E1", "a", "b"])
    }

    @Test func `a later result of a distribution keeps what an earlier one in the same run could not do`() {
        var earlier = DistributionResult("E1", .deferred, items: ["/a"])
        (earlier.exit, earlier.detail) = (.tryAgain, "throttled")
        let nothing = DistributionResult("E1").following(earlier)
        #expect(nothing.outcome == .deferred && nothing.exit == .tryAgain && nothing.items == ["/a"])
        let accepted = DistributionResult("E1", .accepted, items: ["/a"]).following(earlier)
        #expect(accepted.outcome == .accepted && accepted.exit == .done && accepted.items == ["/a"])
    }

    @Test func `a month's items are counted, and the plan gets what is left of the budget`() throws {
        let world = try World.settled()
        world.distributions = [World.distribution("E1", budget: 5)]
        for (finds, month) in [(Array(World.paths.prefix(2)), 2), (World.paths, 5)] {
            world.ledger.finds = finds
            let planned = try world.run(isDryRun: true).cloudfront[0]
            let result = try world.run().cloudfront[0]
            #expect(result.month?.total == month && planned.month == result.month)
            #expect(result.batches.map(\.items.total) == [finds.count] && result.batches[0].invalidation != nil)
            #expect(planned.batches.map(\.items) == result.batches.map(\.items) && planned.mergedCount == 0)
            #expect(result.detail == nil && planned.detail == nil)
        }
        #expect(world.cdn.budgets == [5, 5, 3, 3])
        world.ledger.finds = World.paths
        for report in [try world.run(isDryRun: true), try world.run()] {
            let result = report.cloudfront[0]
            #expect(result.items == ["/all/*"] && result.mergedCount == 3 && report.exit == .done)
            #expect(result.detail == "over the budget of 5 paths this month: wildcards take the place of 3 items")
            #expect(report.itemsOfMonth == 6)
        }
        #expect(world.cdn.budgets.suffix(2) == [0, 0])
    }

    @Test func `batches of an earlier run count before the plan, and the results of one run are added up`() throws {
        let world = try World.settled()
        world.distributions = [World.distribution("E1", budget: 5)]
        (world.cdn.failure, world.ledger.finds) = (CDNFailure(.tryAgain, .notNow, "throttled"), World.paths)
        #expect(try world.run().cloudfront[0].month?.total == 0)
        (world.cdn.failure, world.ledger.finds) = (nil, [World.paths[0]])
        #expect(try world.run(isDryRun: true).cloudfront[0].month?.total == 4)
        let result = try world.run().cloudfront[0]
        #expect(result.month?.total == 4 && result.batches.count == 2)
        #expect(world.cdn.budgets.suffix(2) == [2, 2])
        let nothing = DistributionResult("E1").following(result)
        #expect(nothing.month == result.month && nothing.batches == result.batches)
    }

    @Test(arguments: [(0, 0), (1000, 0), (1001, 0.005), (3000, 10)])
    func `a thousand items of a month are free`(count: Int, price: Double) {
        #expect(ItemPrice.beyondFree(count) == price)
    }
}
