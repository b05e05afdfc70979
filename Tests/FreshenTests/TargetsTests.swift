@testable import Freshen
import Testing

/// Entries for some targets alone, and paths as each application spells them.
@Suite(.timeLimit(.minutes(10))) struct TargetsTests {
    private func site() throws -> World {
        let world = World()
        world.webs = [World.web("shop", ["a"]), World.web("blog", ["b"])]
        world.distributions = [World.distribution("E1"), World.distribution("E2")]
        _ = try world.run()
        return world
    }

    @Test func `an entry is sent to those alone that it is for, and the others are not behind`() throws {
        let world = try site()
        world.ledger.finds = [LogEntry(.path("/all"))]
        world.ledger.findsFor = [
            (LogEntry(.path("/s"), next: "/next"), ["E1", "shop"]), (LogEntry(.everything), ["blog"]),
        ]
        let plan = try world.run(isDryRun: true)
        let report = try world.run()
        #expect(
            world.pods.told.last == [
                "a": [.path("/all"), .path("/next"), .path("/s")], "b": [.pattern("/", .layout), .path("/all")],
            ])
        #expect(world.cdn.asked.map(\.items) == [["/all", "/s"], ["/all"]])
        #expect(plan.paths == report.paths && plan.pods.map(\.sentCount) == report.pods.map(\.sentCount))
        #expect(plan.cloudfront.map(\.items) == report.cloudfront.map(\.items))
        #expect(report.exit == .done)
        #expect(try world.run().outcome == .nothing)
    }

    @Test func `entries for others move the offset, so that nothing is owed when they are pruned`() throws {
        let world = try site()
        world.ledger.findsFor = [(LogEntry(.path("/s")), ["shop"])]
        let report = try world.run()
        #expect(report.pods.map(\.outcome) == [.done, .nothing] && report.exit == .done)
        #expect(world.cdn.asked.isEmpty)
        #expect(world.offset(ofPod: "b", web: "blog") == 1)
        #expect(world.offset(ofDistribution: "E1") == 1 && world.offset(ofDistribution: "E2") == 1)
        world.ledger.pruned = 1
        #expect(try world.run().outcome == .nothing)
        #expect(world.pods.told.count == 1)
    }

    @Test func `a distribution does not wait for a pod that is behind with entries for others`() throws {
        let world = try site()
        world.pods.failures = ["a": .serverError]
        world.ledger.findsFor = [(LogEntry(.path("/s")), ["shop"]), (LogEntry(.path("/b")), ["blog", "E2"])]
        world.distributions = [World.distribution("E2", after: ["blog"])]
        let report = try world.run()
        #expect(world.cdn.asked.map(\.items) == [["/b"]])
        #expect(report.cloudfront.map(\.outcome.rawValue) == ["accepted"])
    }

    // MARK: Slashes

    @Test(arguments: [
        ("/", ["/"], ["/"]), ("/es", ["/es/"], ["/es", "/es/"]), ("/a/b", ["/a/b/"], ["/a/b", "/a/b/"]),
        ("/sitemap.xml", ["/sitemap.xml"], ["/sitemap.xml"]), ("/v1.2-beta", ["/v1.2-beta"], ["/v1.2-beta"]),
        ("/a.b/c", ["/a.b/c/"], ["/a.b/c", "/a.b/c/"]), ("/a.", ["/a./"], ["/a.", "/a./"]),
        ("/.well-known/x", ["/.well-known/x"], ["/.well-known/x"]),
        ("/gr%C3%BCn", ["/gr%C3%BCn/"], ["/gr%C3%BCn", "/gr%C3%BCn/"]),
    ])
    func `a slash ends the URLs of pages, not of files`(path: String, with: [String], both: [String]) {
        #expect(TrailingSlash.without.spellings(of: path) == [path])
        #expect(TrailingSlash.with.spellings(of: path) == with)
        #expect(TrailingSlash.both.spellings(of: path) == both)
    }

    @Test func `each application is sent paths as it spells them`() throws {
        let world = try site()
        world.webs = [World.web("shop", ["a"], trailingSlash: true), World.web("blog", ["b"])]
        let stale: [Stale] = [.path("/"), .path("/es"), .path("/f.xml"), .pattern("/[slug]", .page), .tag("t")]
        world.ledger.finds = stale.map { LogEntry($0) } + [LogEntry(.path("/n"), next: "/m"), LogEntry(.everything)]
        let plan = try world.run(isDryRun: true)
        let report = try world.run()
        let layout = Stale.pattern("/", .layout)
        #expect(
            world.pods.told.last == [
                "a":
                    ([
                        .path("/"), .path("/es/"), .path("/f.xml"), .path("/m/"), .path("/n/"), stale[3], stale[4],
                        layout,
                    ] as [Stale])
                    .sorted(),
                "b": (stale + [.path("/n"), .path("/m"), layout]).sorted(),
            ])
        #expect(plan.paths == report.paths)
    }

    @Test func `a distribution follows the webs before it`() {
        let (with, without) = (World.web("a", [], trailingSlash: true), World.web("b", []))
        #expect(TrailingSlash([with, with]) == .with)
        #expect(TrailingSlash([without]) == .without && TrailingSlash([]) == .without)
        #expect(TrailingSlash([with, without]) == .both)
    }
}
