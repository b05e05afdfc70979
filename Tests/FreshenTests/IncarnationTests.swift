import Freshen
import Testing

/// Pods that appear, go away, hang, or are replaced by new processes.
@Suite(.timeLimit(.minutes(10))) struct IncarnationTests {
    private static let everything: [Stale] = [.pattern("/", .layout)]

    /// A site where the entries `/1` to `/3` were captured and delivered, a minute apart.
    private func told() throws -> World {
        let world = try World.settled()
        for number in 1...3 {
            world.ledger.now = world.ledger.now + .seconds(60)
            world.ledger.finds = [LogEntry(.path("/\(number)"))]
            _ = try world.run()
        }
        return world
    }

    private func find(_ path: String, in world: World) throws -> Report {
        world.ledger.finds = [LogEntry(.path(path))]
        return try world.run()
    }

    private func asked(_ world: World, since count: Int) -> [[String]] {
        world.cdn.asked.dropFirst(count).map(\.items)
    }

    // MARK: New pods

    @Test func `a new pod is greeted, gets everything once, and so do the distributions`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.webs = [World.web("shop", ["a", "b", "c"])]
        let report = try world.run()
        #expect(world.pods.greeted == ["c"])
        #expect(world.pods.told.last == ["c": [.pattern("/", .layout), .path("/1"), .path("/2"), .path("/3")]])
        #expect(asked(world, since: before) == [["everything"]])
        #expect(report.outcome == .done && report.exit == .done)
        #expect(try world.run().outcome == .nothing)
        #expect(asked(world, since: before).count == 1 && world.pods.greeted == ["c"])
    }

    @Test func `a new pod with freshSince is owed what was captured since`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.webs = [World.web("shop", ["a", "b", "c"])]
        world.pods.said["c"] = Incarnation(buildId: "1", freshSince: "then", age: .seconds(90))
        _ = try world.run()
        #expect(world.pods.told.last == ["c": [.path("/2"), .path("/3")]])
        // CloudFront was sent both while the pod could still serve what it had rendered before.
        #expect(asked(world, since: before) == [["/2", "/3"]])
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `a new pod that is fresh since the last entry is owed nothing, nor are distributions`() throws {
        let world = try told()
        world.ledger.now = world.ledger.now + .seconds(60)
        let (before, told) = (world.cdn.asked.count, world.pods.told.count)
        world.webs = [World.web("shop", ["a", "b", "c"])]
        world.pods.said["c"] = Incarnation(freshSince: "then", age: .seconds(30))
        #expect(try world.run().outcome == .nothing)
        #expect(world.cdn.asked.count == before && world.pods.told.count == told)
    }

    @Test func `a new pod that owes nothing does not delay what CloudFront is owed`() throws {
        let world = try told()
        world.pods.failures = ["b": .timedOut]
        #expect(try find("/4", in: world).exit == .tryAgain)
        // A new process takes the place of the one that did not answer.
        let before = world.cdn.asked.count
        world.ledger.now = world.ledger.now + .seconds(30)
        world.webs = [World.web("shop", ["a", "c"])]
        world.pods.said["c"] = Incarnation(freshSince: "now", age: .seconds(1))
        let report = try world.run()
        #expect(asked(world, since: before) == [["/4"]])
        #expect(report.exit == .done && report.cloudfront.map(\.outcome.rawValue) == ["accepted"])
    }

    @Test func `a pod that appears during the run is notified before CloudFront`() throws {
        let world = try told()
        world.pods.whenNotified = { world.listing.extra = ["c"] }
        world.cdn.whenAsked = { #expect(world.pods.told.contains { $0["c"] != nil }) }
        _ = try find("/4", in: world)
        #expect(world.cdn.asked.last?.items == ["everything"])
    }

    @Test(arguments: [Incarnation(buildId: "2"), Incarnation(freshSince: "later")])
    func `a new process behind a known pod gets everything in the same run`(said: Incarnation) throws {
        let world = try World.settled()
        world.pods.said = ["a": Incarnation(buildId: "1", freshSince: "then"), "b": Incarnation(buildId: "1")]
        _ = try find("/1", in: world)
        world.pods.said["a"] = said
        let before = world.cdn.asked.count
        let report = try find("/2", in: world)
        #expect(
            world.pods.told.suffix(2) == [
                ["a": [.path("/2")], "b": [.path("/2")]], ["a": [.pattern("/", .layout), .path("/1"), .path("/2")]],
            ])
        #expect(asked(world, since: before) == [["everything"]])
        #expect(report.pods.map(\.outcome.text) == ["done", "done"])
        #expect(try world.run().outcome == .nothing)
    }

    // MARK: Delaying CloudFront

    @Test func `a ready pod that does not answer delays CloudFront for its patience`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.pods.failures = ["b": .timedOut]
        #expect(try find("/4", in: world).exit == .tryAgain)
        world.ledger.now = world.ledger.now + .seconds(60)
        #expect(try world.run().cloudfront.map(\.outcome.rawValue) == ["owed"])
        #expect(asked(world, since: before) == [])
        world.ledger.now = world.ledger.now + .seconds(1)
        let late = try world.run()
        #expect(asked(world, since: before) == [["/4"]])
        #expect(late.exit == .tryAgain && late.cloudfront.map(\.outcome.rawValue) == ["accepted"])
        #expect(late.cloudfront[0].detail?.contains("although one pod is behind") == true)
        // Once it answers, CloudFront is sent again what the pod lacked.
        world.pods.failures = [:]
        #expect(try world.run().exit == .done)
        #expect(asked(world, since: before) == [["/4"], ["/4"]])
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `a pod that is not ready delays nothing, fails no run, and leads to a resend`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.listing.unready = ["b"]
        world.pods.failures = ["b": .unreachable]
        let report = try find("/4", in: world)
        #expect(report.exit == .done && report.pods.map(\.outcome.text) == ["done", "unreachable"])
        #expect(asked(world, since: before) == [["/4"]])
        #expect(try find("/5", in: world).exit == .done)
        world.listing.unready = []
        world.pods.failures = [:]
        #expect(try world.run().exit == .done)
        #expect(asked(world, since: before) == [["/4"], ["/5"], ["/4", "/5"]])
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `a pod that is gone is deleted, and CloudFront is sent again what it lacked`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.listing.unready = ["b"]
        world.pods.failures = ["b": .unreachable]
        _ = try find("/4", in: world)
        world.webs = [World.web("shop", ["a"])]
        #expect(try world.run().exit == .done)
        #expect(asked(world, since: before) == [["/4"], ["/4"]])
        #expect(world.ledger.known.keys.filter { $0.kind == .pod }.map(\.name) == ["a"])
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `what another run sends CloudFront ahead of a pod is sent again once the pod has it`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.pods.whenNotified = {
            world.pods.whenNotified = {}
            (world.listing.unready, world.pods.failures) = (["b"], ["b": .unreachable])
            #expect(throws: Never.self) { try find("/5", in: world) }
            (world.listing.unready, world.pods.failures) = ([], [:])
        }
        _ = try find("/4", in: world)
        _ = try world.run()
        #expect(asked(world, since: before) == [["/4", "/5"], ["/4", "/5"]])
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `what a process lacked is sent again when another one has taken its address`() throws {
        let world = try told()
        world.pods.said["b"] = Incarnation(freshSince: "then", age: .seconds(30))
        _ = try find("/4", in: world)
        (world.listing.unready, world.pods.failures) = (["b"], ["b": .unreachable])
        _ = try find("/5", in: world)
        let before = world.cdn.asked.count
        world.ledger.now = world.ledger.now + .seconds(60)
        (world.listing.unready, world.pods.failures) = ([], [:])
        world.pods.said["b"] = Incarnation(freshSince: "later", age: .seconds(30))
        _ = try world.run()
        #expect(world.pods.told.last?["b"] == [.path("/5")] && asked(world, since: before) == [["/5"]])
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `a new pod that is gone before it answered leads to everything for CloudFront`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.webs = [World.web("shop", ["a", "b", "c"])]
        world.listing.unready = ["c"]
        world.pods.failures = ["c": .unreachable]
        _ = try world.run()
        world.webs = [World.web("shop", ["a", "b"])]
        _ = try world.run()
        #expect(asked(world, since: before) == [["everything"]])
    }

    @Test func `pods that cannot be listed are not deleted, and delay CloudFront`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.listing.failure = Failure(.tryAgain, "the API server does not answer")
        let report = try find("/4", in: world)
        #expect(report.exit == .tryAgain && report.error?.contains("the API server does not answer") == true)
        #expect(report.changes == 1 && asked(world, since: before) == [])
        world.listing.failure = nil
        #expect(try world.run().exit == .done)
        #expect(world.pods.told.last == ["a": [.path("/4")], "b": [.path("/4")]])
        #expect(asked(world, since: before) == [["/4"]])
    }

    @Test func `CloudFront waits no longer than the patience for pods that cannot be listed`() throws {
        let world = try told()
        world.ledger.finds = [LogEntry(.path("/4"))]
        world.pods.failures = ["b": .unreachable]
        #expect(try world.run().exit == .tryAgain)
        let before = world.cdn.asked.count
        world.listing.failure = Failure(.tryAgain, "the API server does not answer")
        world.ledger.now = world.ledger.now + .seconds(61)
        let report = try world.run()
        #expect(report.exit == .tryAgain && asked(world, since: before) == [["/4"]])
        // Once the pod is listed again and has caught up, CloudFront is told again.
        (world.listing.failure, world.pods.failures) = (nil, [:])
        #expect(try world.run().exit == .done)
        #expect(asked(world, since: before) == [["/4"], ["/4"]])
    }

    @Test func `where pods cannot be listed again in a run, those of its first list count`() throws {
        let world = try told()
        let before = world.cdn.asked.count
        world.pods.whenNotified = { world.listing.failure = Failure(.tryAgain, "no answer") }
        #expect(try find("/4", in: world).exit == .done)
        #expect(asked(world, since: before) == [["/4"]])
    }

    @Test func `a new pod in place of one that hung does not hold CloudFront back`() throws {
        let world = try told()
        world.pods.failures = ["b": .timedOut]
        #expect(try find("/4", in: world).exit == .tryAgain)
        let before = world.cdn.asked.count
        world.ledger.now = world.ledger.now + .seconds(10)
        world.webs = [World.web("shop", ["a", "c"])]
        world.pods.said["c"] = Incarnation(freshSince: "then", age: .milliseconds(500))
        let report = try world.run()
        #expect(report.exit == .done && asked(world, since: before) == [["/4"]])
    }

    // MARK: A CMS that cannot answer

    @Test func `while the CMS cannot answer, pods are not notified for their patience`() throws {
        let world = try told()
        let (told, asked) = (world.pods.told.count, world.cdn.asked.count)
        world.outage = "the CMS answers 503"
        let report = try find("/4", in: world)
        #expect(report.exit == .tryAgain && report.pods.map(\.outcome.text) == ["withheld", "withheld"])
        #expect(report.pods[0].detail == "the CMS answers 503" && report.paths == ["/4"])
        #expect(world.pods.told.count == told && world.cdn.asked.count == asked)
        world.ledger.now = world.ledger.now + .seconds(61)
        #expect(try world.run().exit == .done)
        #expect(world.pods.told.last == ["a": [.path("/4")], "b": [.path("/4")]])
        #expect(world.cdn.asked.last?.items == ["/4"])
    }

    @Test func `pods are notified when the CMS answers again`() throws {
        let world = try told()
        world.outage = "the CMS answers 503"
        _ = try find("/4", in: world)
        world.outage = nil
        #expect(try world.run().exit == .done)
        #expect(world.pods.told.last == ["a": [.path("/4")], "b": [.path("/4")]])
    }

    // MARK: Refused entries

    @Test func `entries that a pod refuses are stored and do not keep it behind`() throws {
        let world = try told()
        let refusal = Refusal(Stale.path("/4"), reason: "too long")
        world.pods.refusals = ["b": [refusal]]
        let report = try find("/4", in: world)
        #expect(report.exit == .done && report.pods[1].detail?.contains("/4 (too long)") == true)
        #expect(world.ledger.refusals.values.map { $0 } == [[refusal]])
        #expect(world.offset(ofPod: "b") == world.offset(ofPod: "a"))
    }
}
