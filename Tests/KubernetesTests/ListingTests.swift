import Freshen
import HTTPClient
import Kubernetes
import Synchronization
import TestSupport
import Testing

/// Requests to the API server, and the result of each answer.
@Suite(.timeLimit(.minutes(10))) struct ListingTests {
    @Test func `the most recent list is requested, by namespace and labels`() throws {
        let server = try HTTPStandIn { [page = try everyPod()] _ in page }
        _ = try find(
            .selector(namespace: "web", selector: "app=storefront,tier in (a, b)", port: .name("http"), api: server.url)
        )
        let request = try #require(server.requests.first)
        #expect(server.requests.count == 1 && request.method == "GET")
        #expect(
            request.target
                == "/api/v1/namespaces/web/pods?labelSelector=app%3Dstorefront%2Ctier%20in%20%28a%2C%20b%29&limit=100&timeout=5s"
        )
        #expect(request.headers["accept"] == "application/json" && request.headers["authorization"] == nil)
        #expect(request.headers["accept-encoding"]?.contains("gzip") == true)
    }

    /// Answers with an empty list and keeps the requests.
    private final class Recorder: HTTPSending, Sendable {
        private let sent = Mutex<[HTTPRequest]>([])
        var requests: [HTTPRequest] { sent.withLock { $0 } }

        func send(_ request: HTTPRequest) -> HTTPResponse {
            sent.withLock { $0.append(request) }
            return HTTPResponse(status: 200, body: Array(#"{"kind":"PodList","items":[]}"#.utf8))
        }
    }

    @Test func `a request to the API server uses no proxy`() throws {
        let recorder = Recorder()
        let account = ServiceAccount(folder: "/nowhere") { _ in Array(token.utf8) }
        let finder = PodFinder(
            http: { recorder }, environment: ["KUBERNETES_SERVICE_HOST": "10.96.0.1"], account: account,
            pause: { _ in },
            resolve: unexpectedLookUp)
        for api in [nil, "http://127.0.0.1:8001"] {
            #expect(try finder.all(web(selector(api), min: 0)) == [])
        }
        #expect(
            recorder.requests.map { String($0.url.prefix(22)) } == ["https://10.96.0.1:443/", "http://127.0.0.1:8001/"])
        #expect(recorder.requests.allSatisfy { !$0.usesProxy })
    }

    @Test func `a list of several pages is read to its end`() throws {
        let pages = [
            try answer(200, "pods/page-01.json"), try answer(200, "pods/page-02.json"),
            try answer(200, "pods/page-12.json"),
        ]
        let server = try HTTPStandIn { pages[min($0.place, 2)] }
        let pods = try find(selector(server.url))
        #expect(pods.map(\.label).contains("storefront-v6") && pods.count == 4)
        let targets = server.requests.map(\.target)
        #expect(targets.map { $0.contains("&continue=ey") } == [false, true, true])
        #expect(Set(targets).count == 3 && server.connections == 1)
    }

    @Test func `a page is larger than other answers may be`() throws {
        let blanks = String(repeating: " ", count: 2 << 20)
        #expect(try find(.answer(status: 200, body: #"{"kind":"PodList",\#(blanks)"items":[]}"#)).isEmpty)
        let tooMany = String(repeating: " ", count: 8 << 20)
        let failure = try failure(.answer(status: 200, body: #"{"kind":"PodList",\#(tooMany)"items":[]}"#))
        #expect(failure.exit == .tryAgain && failure.message.hasSuffix("the answer is too large"))
    }

    @Test func `a list that has expired begins anew`() throws {
        let (first, last) = (try answer(200, "pods/page-01.json"), try answer(200, "pods/page-12.json"))
        let gone = try answer(410, "pods/page-2-410.json")
        let server = try HTTPStandIn { [first, gone, first, last][min($0.place, 3)] }
        let pods = try find(selector(server.url))
        #expect(pods.count == 3, "nothing of the first try is counted twice")
        #expect(server.requests.map { $0.target.contains("&continue=") } == [false, true, false, true])
    }

    @Test func `a list that expires again and again is left to the next run`() throws {
        let (first, gone) = (try answer(200, "pods/page-01.json"), try answer(410, "pods/page-2-410.json"))
        let server = try HTTPStandIn { $0.target.contains("&continue=") ? gone : first }
        let failure = try #require(throws: Failure.self) { _ = try find(selector(server.url)) }
        #expect(failure.exit == .tryAgain && failure.message.contains("410 The provided continue parameter is too old"))
        #expect(server.requests.count == 8)
    }

    @Test func `pages without end are cut off`() throws {
        let page = try answer(200, "pods/page-01.json")
        let waiting = Waiting()
        let server = try HTTPStandIn { request in
            waiting.pause(.seconds(1))
            return page
        }
        let failure = try #require(throws: Failure.self) { _ = try find(selector(server.url), waiting: waiting) }
        #expect(failure.exit == .tryAgain && failure.message.hasSuffix("it has more pages than can be read in 10 s"))
    }

    // MARK: A server that is busy, fails or is unreachable

    @Test(arguments: [(["Retry-After": "4"], 4), ([:], 1), (["Retry-After": "0"], 1), (["Retry-After": "soon"], 1)])
    func `a busy server is asked again after its Retry-After`(headers: [String: String], seconds: Int) throws {
        let busy = try answer(429, "errors/429-priority-and-fairness.txt", headers)
        let (waiting, page) = (Waiting(), try everyPod())
        let server = try HTTPStandIn { $0.place < 2 ? busy : page }
        #expect(try find(selector(server.url), waiting: waiting).count == 15)
        #expect(waiting.pauses == [.seconds(seconds), .seconds(seconds)])
    }

    @Test(arguments: [500, 502, 503, 504])
    func `after a server error the list is requested again`(status: Int) throws {
        let (waiting, page) = (Waiting(), try everyPod())
        let server = try HTTPStandIn { $0.place < 1 ? .answer(status: status) : page }
        #expect(try find(selector(server.url), waiting: waiting).count == 15)
        #expect(waiting.pauses == [.seconds(1)] && server.requests.count == 2)
    }

    @Test func `a server that is busy for longer than a list may take is left to the next run`() throws {
        let waiting = Waiting()
        let busy = try answer(429, "errors/429-priority-and-fairness.txt", ["Retry-After": "3"])
        let server = try HTTPStandIn { _ in busy }
        let failure = try #require(throws: Failure.self) { _ = try find(selector(server.url), waiting: waiting) }
        #expect(failure.exit == .tryAgain && waiting.pauses == [.seconds(3), .seconds(3), .seconds(3)])
        #expect(
            failure.message
                == "cannot list pods in namespace web at \(server.url): 429 Too many requests, please try again later.; the next run tries again"
        )
        let late = try answer(429, "errors/429-priority-and-fairness.txt", ["Retry-After": "3600"])
        #expect(try KubernetesTests.failure(late).exit == .tryAgain)
    }

    static let timeout =
        #"{"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the allotted timeout","reason":"Timeout","details":{},"code":504}"#

    @Test(arguments: [
        (Behaviour.answer(status: 503, body: "service unavailable\n"), "503 service unavailable"),
        (
            .answer(status: 504, headers: ["Content-Type": "text/plain; charset=utf-8"], body: timeout),
            "504 Timeout: request did not complete within the allotted timeout"
        ),
        (.answer(status: 500), "500 without a reason"),
        (.answer(status: 502, body: "<html>\n\n<b>Bad\u{1B}[31m gateway"), "502 <html> <b>Bad\\u{1B}[31m gateway"),
    ])
    func `a server that goes on failing is left to the next run`(behaviour: Behaviour, text: String) throws {
        let failure = try failure(behaviour)
        #expect(failure.exit == .tryAgain)
        #expect(failure.message == "cannot list pods in namespace web at API: \(text); the next run tries again")
    }

    @Test(arguments: [Behaviour.close, .reset, .raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", then: .close)])
    func `a request without an answer is repeated, then left to the next run`(behaviour: Behaviour) throws {
        #expect(try failure(behaviour).exit == .tryAgain)
        let page = try everyPod()
        let server = try HTTPStandIn { $0.connection < 1 ? behaviour : page }
        let waiting = Waiting()
        #expect(try find(selector(server.url), waiting: waiting).count == 15)
        #expect(waiting.pauses.count <= 1, "libcurl itself asks again where a connection was lost")
    }

    @Test func `an unreachable server is left to the next run, with a hint`() throws {
        let failure = try #require(throws: Failure.self) { _ = try find(selector("http://127.0.0.1:1")) }
        #expect(failure.exit == .tryAgain && failure.message.hasSuffix("; is `kubectl proxy` running there?"))
    }

    @Test func `an interrupt ends the list`() throws {
        let (interrupt, waiting) = (try Interrupt(), Waiting())
        let server = try HTTPStandIn { _ in .answer(status: 503) }
        interrupt.fire()
        let failure = try #require(throws: Failure.self) {
            _ = try find(selector(server.url), waiting: waiting, interrupt: interrupt.descriptor)
        }
        #expect(failure.exit == .tryAgain && server.requests.isEmpty && waiting.pauses.isEmpty)
    }

    // MARK: A server that refuses

    @Test func `a missing right is named with the rule that grants it`() throws {
        let failure = try failure(answer(403, "errors/403-other-namespace.json"))
        #expect(failure.exit == .refused)
        #expect(
            failure.message
                == #"cannot list pods in namespace web at API: 403 pods is forbidden: User "system:serviceaccount:freshen:freshen" cannot list resource "pods" in API group "" in the namespace "freshen"; a Role in namespace web must allow it, bound to that user: { apiGroups: [""], resources: [pods], verbs: [list] }"#
        )
    }

    @Test func `a missing right to list a service's endpoints is named as well`() throws {
        let failure = try failure(answer(403, "errors/403-endpointslices.json")) { service($0) }
        #expect(failure.exit == .refused)
        #expect(
            failure.message.hasSuffix(
                "{ apiGroups: [\"discovery.k8s.io\"], resources: [endpointslices], verbs: [list] }"))
    }

    @Test func `a caller without a name is refused`() throws {
        let failure = try failure(answer(403, "errors/403-anonymous.json"))
        #expect(failure.exit == .refused && failure.message.contains("User \"system:anonymous\" cannot list"))
    }

    @Test func `a caller that is not signed in is refused`() throws {
        let failure = try failure(answer(401, "errors/401-bad-token.json"))
        #expect(failure.exit == .refused && failure.message.contains("401 Unauthorized; the caller is not accepted"))
    }

    @Test(arguments: [
        (400, "pods/list-bad-selector.json", "400 unable to parse requirement: found '=', expected: identifier"),
        (404, "errors/404-group.json", "404 the server could not find the requested resource"),
        (406, "errors/406-accept.json", "406 406: Not Acceptable Available representations: "),
    ])
    func `a wrong request is a configuration failure`(status: Int, name: String, text: String) throws {
        let failure = try failure(answer(status, name))
        #expect(failure.exit == .configuration)
        #expect(
            failure.message.hasPrefix("freshen.yaml:7:5: cannot list pods in namespace web at API: " + text),
            "\(failure)")
        #expect(failure.message.hasSuffix("; check namespace, selector and api"))
    }

    @Test(arguments: [
        (Behaviour.answer(status: 404, body: "404 page not found\n"), "404 404 page not found; check namespace,"),
        (.answer(status: 302, headers: ["Location": "/login"]), "302, a redirect: name the API server itself"),
        (.answer(status: 200, body: "<html>"), "it answers with no PodList: is it an API server?"),
        (.answer(status: 200), "it answers with no PodList"), (.answer(status: 200, body: "{}"), "with no PodList"),
        (.answer(status: 200, body: #"{"kind":"Status"}"#), "it answers with a Status: is it an API server?"),
    ])
    func `a server that is no API server is a configuration failure`(behaviour: Behaviour, text: String) throws {
        let failure = try failure(behaviour)
        #expect(failure.exit == .configuration && failure.message.contains(text), "\(failure)")
    }

    @Test(arguments: ["pods/list-table.json", "pods/list-metadata-only.json"])
    func `a list in another form is no list of pods`(name: String) throws {
        #expect(try failure(answer(200, name)).exit == .configuration)
    }
}
