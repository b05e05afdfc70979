import Freshen
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct PassesTests {
    @Test(arguments: [2, 3, 4, 5])
    func `the passes are evenly spread over settle, each after all pods had the one before, and send the same`(
        passes: Int
    ) throws {
        let pods = try (0..<3).map { _ in try HTTPStandIn { _ in done } }
        var pauses: [Duration] = []
        let requests = pods.map { podRequest($0.url, paths(501), settle: .seconds(6), passes: passes) }
        let outcomes = notify(requests) { pause in
            pauses.append(pause)
            #expect(pods.map(\.requests.count) == Array(repeating: 2 * pauses.count, count: 3))
        }
        #expect(outcomes == [.done, .done, .done])
        #expect(pauses == Array(repeating: .seconds(6) / (passes - 1), count: passes - 1))
        for pod in pods {
            #expect(pod.requests.map(\.entries) == Array(repeating: [500, 1], count: passes).flatMap { $0 })
            #expect(Set(pod.requests.map(\.body)).count == 2 && pod.connections == 1)
        }
    }

    @Test func `without settle there is one pass`() throws {
        let pod = try HTTPStandIn { _ in done }
        #expect(notify([podRequest(pod.url, settle: .zero)]) == [.done])
        #expect(pod.requests.count == 1)
    }

    @Test func `each web entry has its own settle and number of passes`() throws {
        let pods = try (0..<3).map { _ in try HTTPStandIn { _ in done } }
        var pauses: [Duration] = []
        var counts: [[Int]] = []
        let rules: [(Duration, Int)] = [(.seconds(4), 3), (.zero, 3), (.seconds(9), 2)]
        _ = notify(zip(pods, rules).map { podRequest($0.url, settle: $1.0, passes: $1.1) }) {
            pauses.append($0)
            counts.append(pods.map(\.requests.count))
        }
        #expect(pauses == [.seconds(2), .seconds(2), .seconds(5)])
        #expect(counts == [[1, 1, 1], [2, 1, 1], [3, 1, 1]])
        #expect(pods.map(\.requests.count) == [3, 1, 2])
    }

    @Test func `a pod that failed in the first pass is left out of the others, and its settle does not count`() throws {
        let bad = try HTTPStandIn { _ in .answer(status: 500) }
        #expect(notify([podRequest(bad.url, settle: .seconds(5))])[0].failure == .serverError)
        let good = try HTTPStandIn { _ in done }
        var pauses: [Duration] = []
        let requests = [
            podRequest(bad.url, settle: .seconds(60), deadline: .seconds(90)),
            podRequest(good.url, settle: .seconds(5)),
        ]
        #expect(notify(requests) { pauses.append($0) }.map(\.failure) == [.serverError, nil])
        #expect(pauses == [.seconds(5)])
        #expect(bad.requests.count == 2 && good.requests.count == 2)
    }

    @Test func `a pod that fails in the second pass is not done`() throws {
        let pod = try HTTPStandIn { $0.place == 0 ? done : .answer(status: 503) }
        #expect(notify([podRequest(pod.url, settle: .seconds(1))]) { _ in }[0].failure == .busy)
    }

    @Test func `a pod that goes away between the passes is not done`() throws {
        var pod: HTTPStandIn? = try HTTPStandIn { _ in done }
        let url = try #require(pod).url
        let outcomes = notify([podRequest(url, settle: .seconds(1))]) { _ in pod = nil }
        #expect(outcomes[0].failure == .unreachable)
    }

    @Test func `a connection that the pod closed between passes is opened again`() throws {
        let pod = try HTTPStandIn { _ in
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"revalidated\":true}", then: .close)
        }
        #expect(notify([podRequest(pod.url, settle: .seconds(1))]) { _ in } == [.done])
        #expect(pod.requests.count == 2 && pod.connections == 2)
    }

    // MARK: Deadlines

    @Test func `after the deadline nothing is sent`() throws {
        let pod = try HTTPStandIn { _ in .slow(status: 200, body: #"{"revalidated":true}"#, pause: .milliseconds(60)) }
        let answer = notify([podRequest(pod.url, paths(1500), deadline: .milliseconds(20))])[0]
        #expect(answer == .failed(.timedOut, "the deadline of shop, 20ms, is over"))
        #expect(pod.requests.count == 1)
    }

    @Test func `a deadline that ends in the pause leaves the pod owed`() throws {
        let pod = try HTTPStandIn { _ in done }
        let answer = notify([podRequest(pod.url, settle: .milliseconds(30), deadline: .milliseconds(20))]) { pause in
            usleep(UInt32(pause.microseconds))
        }
        #expect(answer[0].failure == .timedOut && pod.requests.count == 1)
    }

    // MARK: Interrupts

    @Test func `an interrupt before the first request sends nothing`() throws {
        let (pod, cord) = (try HTTPStandIn { _ in done }, try Cord())
        cord.pull()
        #expect(
            notify([podRequest(pod.url), podRequest(pod.url)], interrupt: cord.descriptor).map(\.failure) == [
                .interrupted, .interrupted,
            ])
        #expect(pod.requests.isEmpty)
    }

    @Test func `an interrupt lets the current request end and no other begin`() throws {
        let cord = try Cord()
        let pod = try HTTPStandIn { _ in
            cord.pull()
            return done
        }
        let outcomes = notify(
            [podRequest(pod.url, paths(501)), podRequest(pod.url, [.tag("t")])], interrupt: cord.descriptor)
        #expect(outcomes[0].failure == .interrupted)
        #expect(pod.requests.count <= 2)
    }

    @Test func `an interrupt in the pause leaves the pod owed`() throws {
        let (pod, cord) = (try HTTPStandIn { _ in done }, try Cord())
        let outcomes = notify([podRequest(pod.url, settle: .seconds(5))], interrupt: cord.descriptor) { _ in cord.pull()
        }
        #expect(outcomes.map(\.failure) == [.interrupted])
        #expect(pod.requests.count == 1)
    }
}
