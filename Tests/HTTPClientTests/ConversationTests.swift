import HTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConversationTests {
    @Test func `a conversation reuses its connection`() throws {
        let server = try HTTPStandIn(ok())
        let conversation = Repeated(request("POST", server.url, body: "a"), times: 5)
        client().converse([conversation], atOnce: 1)
        #expect(conversation.statuses == [200, 200, 200, 200, 200])
        #expect(server.connections == 1)
    }

    @Test func `each of more conversations than may run at once reuses its connection`() throws {
        let servers = try (0..<90).map { _ in try HTTPStandIn(ok()) }
        let conversations = servers.map { Repeated(request("POST", $0.url, body: "a"), times: 3) }
        client().converse(conversations, atOnce: 20)
        #expect(conversations.allSatisfy { $0.statuses == [200, 200, 200] })
        #expect(servers.allSatisfy { $0.connections == 1 })
    }

    @Test func `no more conversations run at once than allowed`() throws {
        let server = try HTTPStandIn { _ in .slow(status: 200, body: "x", pause: .milliseconds(5)) }
        let conversations = (0..<20).map { _ in Repeated(request(server.url), times: 2) }
        client().converse(conversations, atOnce: 3)
        #expect(conversations.allSatisfy { $0.statuses == [200, 200] })
        #expect(server.connections == 3)
    }

    @Test(arguments: [Behaviour.Ending.close, .reset])
    func `a kept connection that the server has ended fails no request`(ending: Behaviour.Ending) throws {
        let server = try HTTPStandIn { request in
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", then: ending)
        }
        let conversation = Repeated(request("POST", server.url, body: "a"), times: 50)
        client().converse([conversation], atOnce: 1)
        #expect(conversation.statuses == Array(repeating: 200, count: 50))
        #expect(server.connections == 50)
    }

    @Test(arguments: [Behaviour.close, .reset])
    func `a kept connection that ends when it is used again is replaced`(behaviour: Behaviour) throws {
        let server = try HTTPStandIn { seen in seen.place == 1 ? behaviour : .answer(status: 200, body: "ok") }
        let conversation = Repeated(request("POST", server.url, body: "a"), times: 3)
        client().converse([conversation], atOnce: 1)
        #expect(conversation.statuses == [200, 200, 200])
        #expect(server.requests.map(\.body).allSatisfy { $0 == [UInt8(ascii: "a")] })
        #expect(server.connections > 1)
    }

    @Test func `one of a hundred conversations hangs without delaying the others`() throws {
        let servers = try (0..<100).map { number in
            try HTTPStandIn { _ in number == 42 ? .hang : .slow(status: 200, body: "x", pause: .milliseconds(20)) }
        }
        let conversations = servers.map { Repeated(request($0.url, timeout: .seconds(3)), times: 2) }
        let time = ContinuousClock().measure { client().converse(conversations, atOnce: 100) }
        for (number, conversation) in conversations.enumerated() where number != 42 {
            #expect(conversation.statuses == [200, 200])
        }
        #expect(conversations[42].statuses == [nil, nil])
        #expect(time >= .milliseconds(5900) && time < .seconds(12))
    }

    @Test func `a conversation may end before its first request`() {
        let conversations = (0..<5).map { _ in Repeated(request("http://127.0.0.1:1/"), times: 0) }
        client().converse(conversations, atOnce: 2)
        client().converse([], atOnce: 2)
        #expect(conversations.allSatisfy { $0.results.isEmpty })
    }

    @Test func `a request that cannot be made is a result like any other`() throws {
        let server = try HTTPStandIn(ok())
        let good = Repeated(request(server.url), times: 1)
        let bad = Repeated(request(server.url).with(HTTPHeader("A", "\n")), times: 2)
        client().converse([bad, good], atOnce: 1)
        #expect(bad.statuses == [nil, nil])
        #expect(good.statuses == [200])
    }

    @Test func `after an interrupt the requests in progress may still be answered and no others are sent`() throws {
        let interrupt = try Interrupt()
        let server = try HTTPStandIn { seen in
            seen.target == "/slow" ? .slow(status: 200, body: "x", pause: .milliseconds(300)) : .answer(status: 200)
        }
        let quick = Repeated(request(server.url), times: 9, afterEach: { interrupt.fire() })
        let slow = Repeated(request(server.url + "/slow"), times: 9)
        let late = Repeated(request(server.url + "/late"), times: 9)
        HTTPClient(userAgent: "t", interrupt: interrupt.descriptor).converse([quick, slow, late], atOnce: 2)
        for conversation in [quick, slow] {
            #expect(conversation.statuses == [200, nil])
            #expect(throws: HTTPError.interrupted) { try conversation.results[1].get() }
        }
        #expect(late.statuses == [nil])
        #expect(server.requests.map(\.target).sorted() == ["/", "/slow"])
    }

    @Test(arguments: [Behaviour.hang, .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", then: .hang)])
    func `after an interrupt a request that takes longer than its grace is given up`(behaviour: Behaviour) throws {
        let interrupt = try Interrupt()
        let server = try HTTPStandIn { seen in
            guard seen.target == "/hangs" else { return .answer(status: 200) }
            interrupt.fire()
            return behaviour
        }
        let hanging = Repeated(request(server.url + "/hangs", timeout: .seconds(60)), times: 9)
        let late = Repeated(request(server.url + "/late"), times: 9)
        let client = HTTPClient(userAgent: "t", interrupt: interrupt.descriptor, grace: .milliseconds(20))
        let time = ContinuousClock().measure { client.converse([hanging, late], atOnce: 1) }
        #expect(hanging.results.count == 1)
        let error = try #require(throws: HTTPError.self) { try hanging.results[0].get() }
        #expect(error.kind == .interrupted)
        #expect(error.message == "interrupted after 0.0 s of waiting for an answer")
        #expect(late.statuses == [nil])
        #expect(time < .seconds(20))
        // The client can be used again, and still heeds the interrupt.
        #expect(throws: HTTPError.interrupted) { try client.send(request(server.url)) }
    }

    @Test func `after an interrupt at the beginning no request is sent`() throws {
        let interrupt = try Interrupt()
        interrupt.fire()
        let server = try HTTPStandIn(ok())
        let client = HTTPClient(userAgent: "t", interrupt: interrupt.descriptor)
        #expect(throws: HTTPError.interrupted) { try client.send(request(server.url)) }
        #expect(server.connections == 0)
    }
}

extension HTTPError {
    fileprivate static let interrupted = HTTPError(kind: .interrupted, message: "not sent: interrupted")
}
