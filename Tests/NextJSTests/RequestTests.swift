import Freshen
import HTTPClient
import TestSupport
import Testing

@testable import NextJS

@Suite(.timeLimit(.minutes(10))) struct RequestTests {
    @Test func `the request follows the contract byte by byte`() throws {
        let pod = try HTTPStandIn { _ in done }
        let stale: [Stale] = [
            .tag("article:7"), .path("/a/%C3%A4"), .path("/b\"\\"), .pattern("/articles/[slug]", .page),
            .pattern("/", .layout),
        ]
        #expect(notify([podRequest(pod.url, stale, endpoint: "/shop/api/revalidate")]) == [.done])
        let request = try #require(pod.requests.first)
        #expect(pod.requests.count == 1)
        #expect(request.method == "POST" && request.target == "/shop/api/revalidate")
        #expect(request.headers["authorization"] == "Bearer " + token)
        #expect(request.headers["content-type"] == "application/json")
        #expect(request.headers["host"] == "127.0.0.1:\(pod.port)")
        #expect(request.headers["user-agent"] == "tests/1")
        #expect(request.headers["content-length"] == "\(request.body.count)")
        #expect(request.headers["expect"] == nil && request.headers["transfer-encoding"] == nil)
        #expect(request.headers["accept-encoding"] == nil)
        #expect(
            request.text
                == #"{"paths":[{"path":"/a/%C3%A4"},{"path":"/b\"\\"},{"path":"/articles/[slug]","type":"page"},"#
                + #"{"path":"/","type":"layout"}],"tags":["article:7"]}"#)
    }

    @Test(arguments: [
        (1, [1]), (499, [499]), (500, [500]), (501, [500, 1]), (1000, [500, 500]), (1001, [500, 500, 1]),
    ])
    func `a request holds 500 entries at the most, and all go over one connection`(count: Int, sizes: [Int]) throws {
        let pod = try HTTPStandIn { _ in done }
        #expect(notify([podRequest(pod.url, paths(count))]) == [.done])
        #expect(pod.requests.map(\.entries) == sizes)
        #expect(pod.connections == 1)
        let sent = pod.requests.map(\.text).joined()
        #expect((0..<count).allSatisfy { sent.contains("\"/p\($0)\"") })
    }

    @Test func `a request to a pod uses no proxy`() throws {
        let podRequest = podRequest("http://10.0.0.1:3000")
        let conversation = PodConversation(
            podRequest, token: Secret(token), bodies: RevalidationBodies(podRequest.stale), time: DeliveryTime { _ in },
            onEnd: {})
        let request = try #require(conversation.next(after: nil))
        #expect(request.url == "http://10.0.0.1:3000/api/revalidate" && !request.usesProxy)
    }

    @Test func `paths and tags count together`() throws {
        let pod = try HTTPStandIn { _ in done }
        let tags = (0..<300).map { Stale.tag("tag-\($0)") }
        #expect(notify([podRequest(pod.url, tags + paths(300))]) == [.done])
        #expect(pod.requests.map(\.entries) == [500, 100])
        #expect(pod.requests[0].text.hasSuffix(#""tag-299"]}"#))
        #expect(pod.requests[1].text.hasSuffix(#""tags":[]}"#))
    }

    @Test func `a request that fails is the last one`() throws {
        let pod = try HTTPStandIn { $0.place == 1 ? .answer(status: 500) : done }
        #expect(notify([podRequest(pod.url, paths(1500))])[0].failure == .serverError)
        #expect(pod.requests.count == 2)
    }

    @Test func `every pod is notified, whatever the others answer`() throws {
        let (good, bad) = (try HTTPStandIn { _ in done }, try HTTPStandIn { _ in .reset })
        let requests = [
            podRequest(bad.url), podRequest(good.url), podRequest("http://127.0.0.1:1"),
            podRequest(good.url, [.tag("t")]),
        ]
        #expect(notify(requests).map { $0 == .done } == [false, true, false, true])
        #expect(good.requests.count == 2)
    }

    @Test func `without pods there are no answers`() {
        #expect(notify([]) == [])
    }

    @Test func `pods are notified at the same time`() throws {
        let asked = Counter()
        // Each answers well only once all three have been asked.
        let pod = try HTTPStandIn { _ in
            _ = asked.next()
            return asked.reaches(3) ? done : .answer(status: 500)
        }
        #expect(notify((0..<3).map { podRequest(pod.url, [.tag("\($0)")]) }) == [.done, .done, .done])
        #expect(pod.connections == 3)
    }
}
