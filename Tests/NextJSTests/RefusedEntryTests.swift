import Freshen
import HTTPClient
import NextJS
import TestSupport
import Testing

/// Entries that a pod refuses, and what its answers say about its process.
@Suite(.timeLimit(.minutes(10))) struct RefusedEntryTests {
    private static let layout: [Stale] = [.pattern("/", .layout)]

    /// The result of notifying a pod that answers by what it is sent, and the bodies that it was sent.
    private func notified(
        _ stale: [Stale], everything: [Stale] = layout, _ answer: @escaping @Sendable (RequestSeen) -> Behaviour
    ) throws -> (answer: PodAnswer, bodies: [String]) {
        let pod = try HTTPStandIn { answer($0) }
        let web = WebRule(
            name: "shop", place: Place(file: "f", line: 1, column: 1), pods: .urls([pod.url]), endpoint: "/r",
            token: Secret(token), timeout: .seconds(10), settle: .zero, deadline: .seconds(60), everything: everything)
        let answers = answers([PodRequest(pod: Pod(web: "shop", url: pod.url), web: web, stale: stale)])
        return (answers[0], pod.requests.map(\.text))
    }

    private static func json(_ body: String, date: String? = nil) -> Behaviour {
        var headers = ["Content-Type": "application/json"]
        headers["Date"] = date
        return .answer(status: 200, headers: headers, body: body)
    }

    @Test func `refused entries are reported, and everything is sent in their place`() throws {
        let (answer, bodies) = try notified([.path("/a"), .path("/b"), .tag("t")]) { request in
            request.text.contains("layout")
                ? Self.json(#"{"revalidated":true}"#)
                : Self.json(
                    #"{"revalidated":true,"results":[{"path":"/b","ok":false,"error":"no"},{"tag":"t","ok":false}]}"#)
        }
        #expect(answer.outcome == .done)
        #expect(answer.refused == [Refusal(.path("/b"), reason: "no"), Refusal(.tag("t"), reason: "no reason given")])
        #expect(bodies.count == 2 && bodies[1] == #"{"paths":[{"path":"/","type":"layout"}],"tags":[]}"#)
    }

    @Test func `a refusal of something that was not sent makes the pod get everything, and is told apart`() throws {
        let (answer, bodies) = try notified([.path("/a"), .path("/b")]) { request in
            request.text.contains("layout")
                ? Self.json(#"{"revalidated":true}"#)
                : Self.json(#"{"results":[{"path":"/a/","ok":false,"error":"no"},{"ok":false}]}"#)
        }
        #expect(answer.outcome == .done && answer.refused.isEmpty && bodies.count == 2)
        #expect(answer.misnamed.map(\.refused) == [.path("/a/"), .path("an entry without a name")])
    }

    @Test func `a page and a layout with one path are told apart by their type`() throws {
        let stale: [Stale] = [.path("/"), .pattern("/", .layout)]
        for (type, refused) in [("\"layout\"", stale[1]), ("null", stale[0])] {
            let (answer, _) = try notified(stale, everything: []) { _ in
                Self.json("{\"revalidated\":true,\"results\":[{\"path\":\"/\",\"type\":\(type),\"ok\":false}]}")
            }
            #expect(answer.refused.map(\.refused) == [refused])
        }
    }

    @Test func `an entry that no revalidation reaches is reported, and nothing is sent in its place`() throws {
        let (answer, bodies) = try notified([.path("/a"), .path("/sitemap.xml")]) { _ in
            Self.json(
                #"{"revalidated":false,"results":[{"path":"/a","ok":true},{"path":"/sitemap.xml","ok":false,"unsupported":true,"error":"14"}]}"#
            )
        }
        #expect(answer.outcome == .done && answer.refused.isEmpty && bodies.count == 1)
        #expect(answer.unsupported == [Refusal(.path("/sitemap.xml"), reason: "14")])
    }

    @Test func `a date before the process can have begun has no age`() throws {
        let (answer, _) = try notified([.path("/a")]) { _ in
            Self.json(
                #"{"revalidated":true,"freshSince":"0001-01-01T00:00:00Z"}"#, date: "Sun, 29 Nov 2026 08:00:00 GMT")
        }
        #expect(answer.outcome == .done && answer.incarnation?.freshSince != nil && answer.incarnation?.age == nil)
    }

    @Test func `what a pod says of its clock is kept, where it is a number`() throws {
        for (text, step) in [
            ("-3200.4", Duration.milliseconds(-3200)), ("0", .zero), ("\"1\"", nil), ("1e300", nil), ("null", nil),
        ] {
            let (answer, _) = try notified([.path("/a")]) { _ in
                Self.json("{\"revalidated\":true,\"clockStep\":\(text)}")
            }
            #expect(answer.outcome == .done && answer.clockStep == step, "\(text)")
        }
    }

    @Test func `a pod that also refuses the paths of everything is not done`() throws {
        let (answer, _) = try notified([.path("/a")]) { _ in
            Self.json(#"{"revalidated":true,"results":[{"path":"/","ok":false},{"path":"/a","ok":false}]}"#)
        }
        #expect(answer.outcome == .failed(.notRevalidated, "the pod also refuses the paths of `everything`"))
        let (other, bodies) = try notified(Self.layout) { _ in
            Self.json(#"{"revalidated":true,"results":[{"path":"/","ok":false}]}"#)
        }
        #expect(other.outcome == .failed(.notRevalidated, "the pod also refuses the paths of `everything`"))
        #expect(bodies.count == 1)
    }

    @Test func `everything is not sent a second time`() throws {
        let (answer, bodies) = try notified([.path("/a")] + Self.layout) { _ in
            Self.json(#"{"revalidated":true,"results":[{"path":"/a","ok":false}]}"#)
        }
        #expect(answer.outcome == .done && bodies.count == 1)
    }

    @Test func `a path that alone makes the pod answer 4xx is found among the others`() throws {
        let (answer, bodies) = try notified(paths(40)) { request in
            request.text.contains("\"/p17\"") ? .answer(status: 400, body: "") : Self.json(#"{"revalidated":true}"#)
        }
        #expect(answer.outcome == .done)
        #expect(answer.refused.map(\.refused) == [.path("/p17")])
        #expect(answer.refused[0].reason.contains("answers 400"))
        #expect(bodies.last?.contains("layout") == true && bodies.count < 15)
    }

    @Test func `a pod that answers 4xx to every request is not done`() throws {
        let (answer, bodies) = try notified(paths(4)) { _ in .answer(status: 422, body: "") }
        guard case .failed(.rejected, let detail) = answer.outcome else {
            Issue.record("\(answer)")
            return
        }
        #expect(detail.contains("422") && bodies.count == 8)
    }

    // MARK: The process that answers

    @Test func `a greeting revalidates nothing, and its answer identifies the process`() throws {
        let pod = try HTTPStandIn { _ in
            Self.json(
                #"{"revalidated":true,"results":[],"buildId":"b7","freshSince":"2026-11-21T10:00:00.5Z"}"#,
                date: "Sat, 21 Nov 2026 10:01:00 GMT")
        }
        let answers = Revalidation(
            http: HTTPClient(userAgent: "tests/1"), time: .none(), pause: { _ in Issue.record("a pause") }
        ).greet([podRequest(pod.url, [])])
        #expect(pod.requests.map(\.text) == [#"{"paths":[],"tags":[]}"#])
        // A Date has no fraction, so the clock may have been a second further.
        #expect(
            answers.map(\.incarnation)
                == [Incarnation(buildId: "b7", freshSince: "2026-11-21T10:00:00.5Z", age: .milliseconds(60_500))])
    }

    @Test(
        arguments: [
            (#""freshSince":"2026-11-21T10:01:02Z""#, "2026-11-21T10:01:02Z"),
            (#""freshSince":"yesterday""#, "yesterday"), (#""freshSince":7"#, nil), (#""freshSince":"a\u0000""#, nil),
            (#""freshSince":"\#(String(repeating: "x", count: 201))""#, nil),
        ] as [(String, String?)])
    func `a freshSince in the future, or of another kind, counts as none`(key: String, kept: String?) throws {
        let (answer, _) = try notified([.path("/a")]) { _ in
            Self.json("{\"revalidated\":true,\(key)}", date: "Sat, 21 Nov 2026 10:01:00 GMT")
        }
        #expect(answer.outcome == .done && answer.incarnation == Incarnation(freshSince: kept))
    }

    @Test func `another process that answers the second pass is noticed`() throws {
        let calls = Counter()
        let pod = try HTTPStandIn { _ in Self.json(#"{"revalidated":true,"buildId":"b\#(calls.next() / 2)"}"#) }
        let request = podRequest(pod.url, settle: .seconds(1))
        for _ in 0..<3 { #expect(!answers([request], pause: { _ in })[0].isFromSeveralProcesses) }
        #expect(calls.next() == 6)
        #expect(answers([request], pause: { _ in })[0].isFromSeveralProcesses)
    }

    @Test func `another process that answers from the second request on is noticed`() throws {
        let calls = Counter()
        let pod = try HTTPStandIn { _ in Self.json(#"{"revalidated":true,"buildId":"b\#(min(1, calls.next()))"}"#) }
        let request = podRequest(pod.url, paths(501), settle: .seconds(1))
        for isFromSeveralProcesses in [true, false] {
            let answer = answers([request], pause: { _ in })[0]
            #expect(answer.outcome == .done && answer.isFromSeveralProcesses == isFromSeveralProcesses)
            #expect(answer.incarnation?.buildId == "b1")
        }
        #expect(pod.requests.count == 8)
    }

    @Test func `without the server's Date freshSince has no age`() throws {
        let (answer, _) = try notified([.path("/a")]) { _ in
            Self.json(#"{"revalidated":true,"freshSince":"2026-11-21T10:00:00Z"}"#)
        }
        #expect(answer.incarnation?.age == nil)
    }
}
