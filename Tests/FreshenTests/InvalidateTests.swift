import Freshen
import Testing

/// `freshen invalidate`: named entries are delivered like any others.
@Suite(.timeLimit(.minutes(10))) struct InvalidateTests {
    private static let request = LookRequest.Kind.invalidate([.path("/a"), .tag("t")])
    private static let stale: [Stale] = [.tag("t"), .path("/a")]

    @Test(arguments: [false, true])
    func `named entries reach every pod, then CloudFront, even before the first look`(isFirst: Bool) throws {
        let world = isFirst ? World() : try World.settled()
        world.pods.whenNotified = { #expect(world.cdn.asked.isEmpty) }
        let report = try world.run(Self.request)
        #expect(report.outcome == .done && report.exit == .done && report.lookedAt == nil && report.changes == 0)
        #expect(report.paths == ["/a"] && report.tags == ["t"])
        #expect(world.pods.told == [["a": Self.stale, "b": Self.stale]])
        #expect(world.cdn.asked.map(\.items) == [["#t", "/a"]])
        #expect(try world.run().outcome == .nothing)
        #expect(world.pods.told.count == 1 && world.cdn.asked.count == 1)
    }

    @Test func `what fails stays owed, and the next run sends it`() throws {
        let world = try World.settled()
        world.pods.failures = ["b": .timedOut]
        let report = try world.run(Self.request)
        #expect(report.outcome == .owed && report.exit == .tryAgain && world.cdn.asked.isEmpty)
        world.pods.failures = [:]
        #expect(try world.run().outcome == .done)
        #expect(world.pods.told.last == ["b": Self.stale] && world.cdn.asked.count == 1)
    }

    @Test(arguments: [false, true])
    func `a dry run lists named entries beside owed ones and sends nothing`(isFirst: Bool) throws {
        let world = isFirst ? World() : try World.settled()
        if !isFirst {
            world.pods.failures = ["a": .timedOut, "b": .timedOut]
            world.ledger.finds = [LogEntry(.path("/owed"))]
            _ = try world.run()
            world.pods.failures = [:]
        }
        let writes = world.ledger.writes
        let report = try world.run(Self.request, isDryRun: true)
        #expect(report.outcome == .planned && report.paths == (isFirst ? ["/a"] : ["/a", "/owed"]))
        #expect(report.cloudfront.map(\.items) == [["#t", "/a"] + (isFirst ? [] : ["/owed"])])
        #expect(report.reasons.contains { $0.path == "/a" && $0.reason == "named by freshen invalidate" })
        #expect(world.ledger.writes == writes)
    }

    @Test func `everything is sent as everything`() throws {
        let world = try World.settled()
        _ = try world.run(.invalidate([.everything]))
        #expect(world.pods.told == [["a": [.pattern("/", .layout)], "b": [.pattern("/", .layout)]]])
        #expect(world.cdn.asked.map(\.items) == [["everything"]])
    }
}
