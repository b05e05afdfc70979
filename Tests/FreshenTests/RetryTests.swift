import Freshen
import Testing

/// Pods that fail for a moment; time passes only while the run waits.
@Suite(.timeLimit(.minutes(10))) struct RetryTests {
    private static func seconds(_ seconds: Double...) -> [Duration] { seconds.map { .milliseconds(Int($0 * 1000)) } }

    // MARK: Retries

    @Test(arguments: [
        PodFailure.unreachable, .timedOut, .busy, .serverError, .notJSON, .notRevalidated, .unexpected,
    ])
    func `a pod that recovers is retried in the same run, and CloudFront follows`(failure: PodFailure)
        throws
    {
        let day = try RetrySite()
        day.world.pods.failures = ["b": failure]
        day.events = [(.milliseconds(400), { day.world.pods.failures = [:] })]
        day.world.cdn.whenAsked = { #expect(day.told["b"]?.count == 2) }
        let report = try day.run()
        #expect(day.told == ["a": Self.seconds(0), "b": Self.seconds(0, 0.5)])
        #expect(report.exit == .done && report.outcome == .done)
        #expect(report.pods.map(\.name) == ["a", "b"] && report.pods.map(\.outcome.text) == ["done", "done"])
        #expect(day.world.cdn.asked.map(\.items) == [["/a"]])
        #expect(day.steps == ["waiting 0.5s to retry 1 pod"])
        #expect(try day.world.run().outcome == .nothing)
    }

    @Test(arguments: [
        PodFailure.redirect, .refused, .noEndpoint, .tooLarge, .rejected, .interrupted, .withheld,
    ])
    func `a failure that needs a person is not retried`(failure: PodFailure) throws {
        let day = try RetrySite()
        day.world.pods.failures = ["b": failure]
        let report = try day.run()
        #expect(day.told["b"]?.count == 1 && day.waited == .zero)
        #expect(report.exit == (failure == .refused ? .refused : .tryAgain) && day.world.cdn.asked.isEmpty)
    }

    @Test func `a pod that keeps failing is retried less and less often, and no other pod is notified twice`()
        throws
    {
        let day = try RetrySite()
        day.world.pods.failures = ["b": .timedOut]
        let report = try day.run()
        #expect(day.told["a"] == Self.seconds(0))
        #expect(
            day.told["b"] == Self.seconds(0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5, 35.5, 39.5, 43.5))
        #expect(report.exit == .tryAgain && report.pods.map(\.outcome.text) == ["done", "timed out"])
        #expect(report.cloudfront.map(\.outcome.rawValue) == ["owed"] && day.world.cdn.asked.isEmpty)
    }

    @Test func `retries are spread at random, and none starts that could not make its second pass`() throws {
        let web = World.web("shop", ["a", "b"], settle: .seconds(20), deadline: .seconds(45))
        let day = try RetrySite([web], random: 1)
        day.world.pods.failures = ["b": .busy]
        #expect(try day.run().exit == .tryAgain)
        // With 1 s of timeout the next, at 31 s, would end at 52 s.
        #expect(day.told["b"] == Self.seconds(0, 1, 3, 7, 15, 23) && day.waited == .seconds(23))
    }

    // MARK: Retry-After

    @Test func `a pod is not retried before its Retry-After, and other pods do not wait for it`() throws {
        let day = try RetrySite()
        day.world.pods.failures = ["a": .busy, "b": .serverError]
        day.world.pods.notBefore = ["a": .seconds(20)]
        day.events = [(.milliseconds(300), { day.world.pods.failures = [:] })]
        let report = try day.run()
        #expect(day.told == ["a": Self.seconds(0, 20), "b": Self.seconds(0, 0.5)])
        #expect(report.exit == .done && day.world.cdn.asked.count == 1)
    }

    @Test func `a pod whose Retry-After is too late for this run is not retried`() throws {
        let day = try RetrySite()
        day.world.pods.failures = ["a": .busy]
        day.world.pods.notBefore = ["a": .seconds(45)]
        #expect(try day.run().exit == .tryAgain)
        #expect(day.told["a"] == Self.seconds(0) && day.waited == .zero)
    }

    // MARK: Pods and distributions that are not waited for

    @Test
    func `a distribution that does not wait for the failing web entry is invalidated at once, and again at the end`()
        throws
    {
        let webs = [
            World.web("shop", ["a"], deadline: .seconds(45)), World.web("blog", ["b"], deadline: .seconds(45)),
        ]
        let day = try RetrySite(webs)
        day.world.distributions = [World.distribution("E1"), World.distribution("E2", after: ["shop"])]
        _ = try day.run("/b")
        let before = day.world.cdn.asked.count
        day.world.pods.failures = ["b": .busy]
        var early: [Batch] = []
        day.events = [
            (
                .milliseconds(300),
                {
                    early = Array(day.world.cdn.asked.dropFirst(before))
                    day.world.pods.failures = [:]
                    day.world.listing.extra = ["c"]
                }
            )
        ]
        let report = try day.run()
        #expect(early.map(\.distribution) == ["E2"] && early.map(\.items) == [["/a"]])
        let late = day.world.cdn.asked.dropFirst(before + 1)
        #expect(late.map(\.distribution) == ["E1", "E2"] && late.map(\.items) == [["everything"], ["everything"]])
        #expect(report.exit == .done && report.cloudfront.map(\.distribution) == ["E1", "E2"])
        #expect(report.cloudfront.map(\.items) == [["everything"], ["/a", "everything"]])
        #expect(report.cloudfront.map(\.invalidations.count) == [1, 2])
        #expect(try day.world.run().outcome == .nothing)
    }

    @Test func `a pod that is not ready is not retried`() throws {
        let day = try RetrySite()
        day.world.listing.unready = ["b"]
        day.world.pods.failures = ["b": .unreachable]
        #expect(try day.run().exit == .done)
        #expect(day.told["b"] == Self.seconds(0) && day.waited == .zero && day.world.cdn.asked.count == 1)
    }

    @Test func `a pod that is gone or no longer ready ends the retries and fails no run`() throws {
        for isGone in [true, false] {
            let day = try RetrySite()
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
            #expect(day.world.cdn.asked.last?.items == ["/a"])
        }
    }

    @Test func `CloudFront no longer waits for a pod whose patience ends during the retries`()
        throws
    {
        let day = try RetrySite([World.web("shop", ["a", "b"], deadline: .seconds(45), patience: .seconds(5))])
        day.world.pods.failures = ["b": .timedOut]
        let report = try day.run()
        #expect(day.told["b"] == Self.seconds(0, 0.5, 1.5, 3.5) && day.waited == .milliseconds(7500))
        #expect(report.exit == .tryAgain && report.cloudfront.map(\.outcome.rawValue) == ["accepted"])
        #expect(report.cloudfront[0].detail?.contains("although one pod is behind") == true)
        // From then on no run waits for the pod.
        _ = try day.run("/b")
        #expect(day.told["b"] == Self.seconds(0) && day.waited == .zero)
    }

    @Test func `pods that cannot be listed again are retried all the same`() throws {
        let day = try RetrySite()
        day.world.pods.failures = ["b": .busy]
        day.events = [(.milliseconds(300), { day.world.listing.failure = Failure(.tryAgain, "no answer") })]
        #expect(try day.run().exit == .tryAgain)
        #expect(day.told["b"]?.prefix(3) == Self.seconds(0, 0.5, 1.5)[...] && day.world.cdn.asked.isEmpty)
    }

    // MARK: Pods that appear during a run

    @Test func `a pod that appears during a wait is notified with the retried one`() throws {
        let day = try RetrySite()
        day.world.pods.failures = ["b": .busy]
        day.events = [
            (.milliseconds(100), { day.world.listing.extra = ["c"] }),
            (.seconds(1), { day.world.pods.failures = [:] }),
        ]
        let report = try day.run()
        #expect(day.told == ["a": Self.seconds(0), "b": Self.seconds(0, 0.5, 1.5), "c": Self.seconds(0.5)])
        #expect(report.exit == .done && Set(report.pods.map(\.name)) == ["a", "b", "c"] && report.pods.count == 3)
        #expect(day.world.cdn.asked.map(\.items) == [["everything"]])
    }

    @Test func `a pod that comes back as a new process gets what it is owed in the same run`() throws {
        let day = try RetrySite()
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
        #expect(report.exit == .done && day.world.cdn.asked.last?.items == ["everything"])
    }

    @Test func `processes that alternate behind one address are not notified for ever`() throws {
        let day = try RetrySite()
        var turn = 0
        let note = day.world.pods.whenNotified
        day.world.pods.whenNotified = {
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
    func `with --every, retries end where the next pass begins`(every: Int, tries: [Double]?) throws {
        let day = try RetrySite(limit: .seconds(every))
        day.world.pods.failures = ["b": .busy]
        #expect(try day.run().exit == .tryAgain)
        let told = try #require(day.told["b"])
        #expect(tries.map { $0.map { .milliseconds(Int($0 * 1000)) } == told } ?? (told.last == .milliseconds(43_500)))
    }

    @Test func `a signal ends a wait at once`() throws {
        let day = try RetrySite()
        day.world.pods.failures = ["b": .busy]
        day.events = [(.seconds(2), { day.world.isInterrupted = true })]
        let report = try day.run()
        #expect(day.told["b"] == Self.seconds(0, 0.5, 1.5) && day.waited == .milliseconds(3500))
        #expect(report.exit == .tryAgain && report.pods.map(\.outcome.text) == ["done", "busy"])
        #expect(day.world.cdn.asked.isEmpty)
    }

    @Test func `while the CMS cannot answer, no pod is retried`() throws {
        let day = try RetrySite()
        day.world.pods.failures = ["b": .busy]
        day.events = [(.milliseconds(300), { day.world.outage = "the CMS answers 503" })]
        let report = try day.run()
        #expect(day.told["b"] == Self.seconds(0) && day.waited == .milliseconds(500))
        #expect(report.exit == .tryAgain && report.pods.map(\.outcome.text) == ["done", "withheld"])
    }

    @Test func `a dry run does not wait`() throws {
        let day = try RetrySite()
        day.world.pods.failures = ["b": .busy]
        day.world.ledger.finds = [LogEntry(.path("/a"))]
        #expect(try day.world.run(isDryRun: true).exit == .done)
        #expect(day.told.isEmpty && day.waited == .zero)
    }
}
