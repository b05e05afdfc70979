import Freshen
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RequestTests {
    @Test func `a pod is asked by the contract, word for word`() throws {
        let pod = try HTTPStandIn { _ in done }
        let stale: [Stale] = [
            .tag("article:7"), .path("/a/%C3%A4"), .path("/b\"\\"), .pattern("/articles/[slug]", .page),
            .pattern("/", .layout),
        ]
        #expect(tell([order(pod.url, stale, endpoint: "/shop/api/revalidate")]) == [.done])
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
        #expect(tell([order(pod.url, paths(count))]) == [.done])
        #expect(pod.requests.map(\.entries) == sizes)
        #expect(pod.connections == 1)
        let sent = pod.requests.map(\.text).joined()
        #expect((0..<count).allSatisfy { sent.contains("\"/p\($0)\"") })
    }

    @Test func `paths and tags count together`() throws {
        let pod = try HTTPStandIn { _ in done }
        let tags = (0..<300).map { Stale.tag("tag-\($0)") }
        #expect(tell([order(pod.url, tags + paths(300))]) == [.done])
        #expect(pod.requests.map(\.entries) == [500, 100])
        #expect(pod.requests[0].text.hasSuffix(#""tag-299"]}"#))
        #expect(pod.requests[1].text.hasSuffix(#""tags":[]}"#))
    }

    @Test func `a batch that fails ends the conversation`() throws {
        let pod = try HTTPStandIn { $0.place == 1 ? .answer(status: 500) : done }
        #expect(tell([order(pod.url, paths(1500))])[0].failure == .serverError)
        #expect(pod.requests.count == 2)
    }

    @Test func `every pod is told, whatever the others do`() throws {
        let (good, bad) = (try HTTPStandIn { _ in done }, try HTTPStandIn { _ in .reset })
        let orders = [order(bad.url), order(good.url), order("http://127.0.0.1:1"), order(good.url, [.tag("t")])]
        #expect(tell(orders).map { $0 == .done } == [false, true, false, true])
        #expect(good.requests.count == 2)
    }

    @Test func `nobody is told where nothing is to be told`() {
        #expect(tell([]) == [])
    }

    @Test func `pods are told side by side`() throws {
        let asked = Counter()
        // Each answers well only once all three have been asked.
        let pod = try HTTPStandIn { _ in
            _ = asked.next()
            return asked.reaches(3) ? done : .answer(status: 500)
        }
        #expect(tell((0..<3).map { order(pod.url, [.tag("\($0)")]) }) == [.done, .done, .done])
        #expect(pod.connections == 3)
    }
}
