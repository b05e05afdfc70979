import Freshen
import Testing

/// Pods that fail and may be well again in a moment, in a time that passes only where the run waits.
@Suite(.timeLimit(.minutes(10))) struct RetryTests {
    private static func seconds(_ seconds: Double...) -> [Duration] { seconds.map { .milliseconds(Int($0 * 1000)) } }

    // MARK: Told again

    @Test(arguments: [
        PodFailure.unreachable, .timedOut, .busy, .serverError, .notJSON, .notRevalidated, .unexpected,
    ])
    func `a pod that is well again in a moment is told in the same run, and CloudFront after it`(failure: PodFailure)
        throws
    {
        let day = try Afternoon()
        day.world.pods.failures = ["b": failure]
        day.events = [(.milliseconds(400), { day.world.pods.failures = [:] })]
        day.world.edge.whenAsked = { #expect(day.told["b"]?.count == 2) }
        let report = try day.run()
        #expect(day.told == ["a": Self.seconds(0), "b": Self.seconds(0, 0.5)])
        #expect(report.exit == .done && report.outcome == .done)
        #expect(report.pods.map(\.name) == ["a", "b"] && report.pods.map(\.outcome.text) == ["done", "done"])
        #expect(day.world.edge.asked.map(\.items) == [["/a"]])
        #expect(day.steps == ["waiting 0.5s to retry 1 pod"])
        #expect(try day.world.run().outcome == .nothing)
    }

    @Test(arguments: [
        PodFailure.redirect, .refused, .noEndpoint, .tooLarge, .rejected, .interrupted, .withheld,
    ])
    func `what takes somebody to mend is tried once`(failure: PodFailure) throws {
        let day = try Afternoon()
        day.world.pods.failures = ["b": failure]
        let report = try day.run()
        #expect(day.told["b"]?.count == 1 && day.waited == .zero)
        #expect(report.exit == (failure == .refused ? .refused : .tryAgain) && day.world.edge.asked.isEmpty)
    }

    @Test func `a pod that stays ill is asked ever less often until the time is over, and nobody else is told twice`()
        throws
    {
        let day = try Afternoon()
        day.world.pods.failures = ["b": .timedOut]
        let report = try day.run()
        #expect(day.told["a"] == Self.seconds(0))
        #expect(
            day.told["b"] == Self.seconds(0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5, 35.5, 39.5, 43.5))
        #expect(report.exit == .tryAgain && report.pods.map(\.outcome.text) == ["done", "timed out"])
        #expect(report.cloudfront.map(\.outcome.rawValue) == ["owed"] && day.world.edge.asked.isEmpty)
    }

    @Test func `chance spreads the tries, and none begins that could not make its second pass`() throws {
        let web = World.web("shop", ["a", "b"], settle: .seconds(20), deadline: .seconds(45))
        let day = try Afternoon([web], random: 1)
        day.world.pods.failures = ["b": .busy]
        #expect(try day.run().exit == .tryAgain)
        // With 1 s of timeout the next, at 31 s, would end at 52 s.
        #expect(day.told["b"] == Self.seconds(0, 1, 3, 7, 15, 23) && day.waited == .seconds(23))
    }

    // MARK: By the pod's own word

    @Test func `a pod is not told again before it said that it may be, and others do not wait for it`() throws {
        let day = try Afternoon()
        day.world.pods.failures = ["a": .busy, "b": .serverError]
        day.world.pods.notBefore = ["a": .seconds(20)]
        day.events = [(.milliseconds(300), { day.world.pods.failures = [:] })]
        let report = try day.run()
        #expect(day.told == ["a": Self.seconds(0, 20), "b": Self.seconds(0, 0.5)])
        #expect(report.exit == .done && day.world.edge.asked.count == 1)
    }

    @Test func `who says that it takes longer than there is time is not waited for`() throws {
        let day = try Afternoon()
        day.world.pods.failures = ["a": .busy]
        day.world.pods.notBefore = ["a": .seconds(45)]
        #expect(try day.run().exit == .tryAgain)
        #expect(day.told["a"] == Self.seconds(0) && day.waited == .zero)
    }

    // MARK: For whom nobody waits

    @Test
    func `a distribution that does not wait for that web is told at once, and of what comes meanwhile at the end`()
        throws
    {
        let webs = [
            World.web("shop", ["a"], deadline: .seconds(45)), World.web("blog", ["b"], deadline: .seconds(45)),
        ]
        let day = try Afternoon(webs)
        day.world.distributions = [World.distribution("E1"), World.distribution("E2", after: ["shop"])]
        _ = try day.run("/b")
        let before = day.world.edge.asked.count
        day.world.pods.failures = ["b": .busy]
        var early: [Batch] = []
        day.events = [
            (
                .milliseconds(300),
                {
                    early = Array(day.world.edge.asked.dropFirst(before))
                    day.world.pods.failures = [:]
                    day.world.listing.extra = ["c"]
                }
            )
        ]
        let report = try day.run()
        #expect(early.map(\.distribution) == ["E2"] && early.map(\.items) == [["/a"]])
        let late = day.world.edge.asked.dropFirst(before + 1)
        #expect(late.map(\.distribution) == ["E1", "E2"] && late.map(\.items) == [["everything"], ["everything"]])
        #expect(report.exit == .done && report.cloudfront.map(\.distribution) == ["E1", "E2"])
        #expect(report.cloudfront.map(\.items) == [["everything"], ["/a", "everything"]])
        #expect(report.cloudfront.map(\.invalidations.count) == [1, 2])
        #expect(try day.world.run().outcome == .nothing)
    }

    @Test func `a pod that is not ready is tried once`() throws {
        let day = try Afternoon()
        day.world.listing.unready = ["b"]
        day.world.pods.failures = ["b": .unreachable]
        #expect(try day.run().exit == .done)
        #expect(day.told["b"] == Self.seconds(0) && day.waited == .zero && day.world.edge.asked.count == 1)
    }

    @Test func `a pod that is gone or gets no traffic any more ends the waiting, and makes no run fail`() throws {
        for isGone in [true, false] {
            let day = try Afternoon()
            day.world.listing.extra = ["c"]
            _ = try day.run("/c")
            day.world.pods.failures = ["c": .unreachable]
            day.world.pods.notBefore = ["c": .seconds(30)]
            day.events = [
                (.seconds(5), { if isGone { day.world.listing.extra = [] } else { day.world.listing.unready = ["c"] } })
            ]
            let report = try day.run()
            #expect(day.told["c"] == Self.seconds(0) && day.waited == .seconds(8))
            #expect(report.exit == .done && report.pods.map(\.outcome.text) == ["done", "done", "unreachable"])
            #expect(day.world.edge.asked.last?.items == ["/a"])
        }
    }

    @Test func `one whose patience ends meanwhile is not waited for any more, and CloudFront is told without it`()
        throws
    {
        let day = try Afternoon([World.web("shop", ["a", "b"], deadline: .seconds(45), patience: .seconds(5))])
        day.world.pods.failures = ["b": .timedOut]
        let report = try day.run()
        #expect(day.told["b"] == Self.seconds(0, 0.5, 1.5, 3.5) && day.waited == .milliseconds(7500))
        #expect(report.exit == .tryAgain && report.cloudfront.map(\.outcome.rawValue) == ["accepted"])
        #expect(report.cloudfront[0].detail?.contains("although one pod is behind") == true)
        // From then on no run waits for it.
        _ = try day.run("/b")
        #expect(day.told["b"] == Self.seconds(0) && day.waited == .zero)
    }

    @Test func `pods that cannot be listed again hold CloudFront back, and nobody waits`() throws {
        let day = try Afternoon()
        day.world.pods.failures = ["b": .busy]
        day.events = [(.milliseconds(300), { day.world.listing.failure = Failure(.tryAgain, "no answer") })]
        #expect(try day.run().exit == .tryAgain)
        #expect(day.waited == .milliseconds(500) && day.world.edge.asked.isEmpty)
    }

    // MARK: Who comes meanwhile

    @Test func `a pod that appears while another is waited for is told with it`() throws {
        let day = try Afternoon()
        day.world.pods.failures = ["b": .busy]
        day.events = [
            (.milliseconds(100), { day.world.listing.extra = ["c"] }),
            (.seconds(1), { day.world.pods.failures = [:] }),
        ]
        let report = try day.run()
        #expect(day.told == ["a": Self.seconds(0), "b": Self.seconds(0, 0.5, 1.5), "c": Self.seconds(0.5)])
        #expect(report.exit == .done && Set(report.pods.map(\.name)) == ["a", "b", "c"] && report.pods.count == 3)
        #expect(day.world.edge.asked.map(\.items) == [["everything"]])
    }

    @Test func `a pod that comes back as another process gets its due in the same run`() throws {
        let day = try Afternoon()
        day.world.pods.said = ["b": Incarnation(buildId: "1")]
        _ = try day.run("/b")
        day.world.pods.failures = ["b": .unreachable]
        day.events = [
            (
                .milliseconds(300),
                {
                    day.world.pods.failures = [:]
                    day.world.pods.said = ["b": Incarnation(buildId: "2")]
                }
            )
        ]
        let report = try day.run()
        #expect(day.told["b"] == Self.seconds(0, 0.5, 0.5))
        #expect(day.world.pods.told.last == ["b": [.pattern("/", .layout), .path("/a"), .path("/b")]])
        #expect(report.exit == .done && day.world.edge.asked.last?.items == ["everything"])
    }

    @Test func `processes that take turns behind one address are not told for ever`() throws {
        let day = try Afternoon()
        var turn = 0
        let note = day.world.pods.whenTold
        day.world.pods.whenTold = {
            note()
            turn += 1
            if turn < 10 { day.world.pods.said = ["b": Incarnation(buildId: "\(turn)")] }
        }
        _ = try day.run("/b")
        _ = try day.run()
        #expect(day.told["b"] == Self.seconds(0, 0) && day.waited == .zero)
    }

    // MARK: The end

    @Test(arguments: [(2, [0, 0.5]), (4, [0, 0.5, 1.5]), (60, nil)] as [(Int, [Double]?)])
    func `where passes follow each other the next one is the next try`(every: Int, tries: [Double]?) throws {
        let day = try Afternoon(limit: .seconds(every))
        day.world.pods.failures = ["b": .busy]
        #expect(try day.run().exit == .tryAgain)
        let told = try #require(day.told["b"])
        #expect(tries.map { $0.map { .milliseconds(Int($0 * 1000)) } == told } ?? (told.last == .milliseconds(43_500)))
    }

    @Test func `a signal ends the waiting at once`() throws {
        let day = try Afternoon()
        day.world.pods.failures = ["b": .busy]
        day.events = [(.seconds(2), { day.world.isInterrupted = true })]
        let report = try day.run()
        #expect(day.told["b"] == Self.seconds(0, 0.5, 1.5) && day.waited == .milliseconds(3500))
        #expect(report.exit == .tryAgain && report.pods.map(\.outcome.text) == ["done", "busy"])
        #expect(day.world.edge.asked.isEmpty)
    }

    @Test func `while the CMS cannot answer nobody is told again`() throws {
        let day = try Afternoon()
        day.world.pods.failures = ["b": .busy]
        day.events = [(.milliseconds(300), { day.world.outage = "the CMS answers 503" })]
        let report = try day.run()
        #expect(day.told["b"] == Self.seconds(0) && day.waited == .milliseconds(500))
        #expect(report.exit == .tryAgain && report.pods.map(\.outcome.text) == ["done", "withheld"])
    }

    @Test func `a dry run waits for nobody`() throws {
        let day = try Afternoon()
        day.world.pods.failures = ["b": .busy]
        day.world.ledger.finds = [LogEntry(.path("/a"))]
        #expect(try day.world.run(isDryRun: true).exit == .done)
        #expect(day.told.isEmpty && day.waited == .zero)
    }
}
