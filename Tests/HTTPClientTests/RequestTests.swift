import Glibc
import HTTPClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct RequestTests {
    @Test func `a request arrives as it was made and nothing is added to it`() throws {
        let server = try HTTPStandIn(ok())
        let made = request("POST", server.url + "/a/../b?c=%2F&d", body: "{}").with(
            HTTPHeader("Content-Type", "application/json"), HTTPHeader("X-Empty", ""))
        #expect(try client().send(made).status == 200)
        let seen = try #require(server.requests.first)
        #expect(seen.method == "POST")
        #expect(seen.target == "/a/../b?c=%2F&d")
        #expect(seen.body == Array("{}".utf8))
        #expect(
            seen.headers == [
                "host": "127.0.0.1:\(server.port)", "accept": "*/*", "user-agent": "tests/1", "content-length": "2",
                "content-type": "application/json", "x-empty": "",
            ])
    }

    @Test(arguments: ["POST", "PUT"])
    func `a body may be empty`(method: String) throws {
        let server = try HTTPStandIn(ok())
        #expect(try client().send(request(method, server.url)).status == 200)
        #expect(server.requests.first?.method == method)
        #expect(server.requests.first?.headers["content-length"] == "0")
        #expect(server.requests.first?.headers["content-type"] == nil)
    }

    @Test(arguments: ["GET", "DELETE"])
    func `other methods have no body`(method: String) throws {
        let server = try HTTPStandIn(ok())
        #expect(try client().send(request(method, server.url)).status == 200)
        #expect(server.requests.first?.method == method)
        #expect(server.requests.first?.headers["content-length"] == nil)
    }

    @Test func `a HEAD request waits for no body`() throws {
        let server = try HTTPStandIn { _ in .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", then: .keep) }
        let response = try client().send(request("HEAD", server.url))
        #expect(response.header("content-length") == "9")
        #expect(response.body.isEmpty)
    }

    @Test func `a large body is sent whole and without asking first`() throws {
        let server = try HTTPStandIn(ok())
        let body = String(repeating: "x", count: 3_000_000)
        #expect(try client().send(request("POST", server.url, body: body)).status == 200)
        #expect(server.requests.first?.body.count == 3_000_000)
        #expect(server.requests.first?.headers["expect"] == nil)
    }

    @Test func `a compressed answer is accepted only where the request allows it`() throws {
        let server = try HTTPStandIn(ok())
        var made = request(server.url)
        _ = try client().send(made)
        made.acceptsCompression = true
        _ = try client().send(made)
        #expect(server.requests.map { $0.headers["accept-encoding"]?.contains("gzip") } == [nil, true])
    }

    @Test func `a missing file of authorities is named`() throws {
        let server = try HTTPStandIn(ok())
        var made = request(server.url.replacing("http:", with: "https:"))
        made.authorities = "/nowhere/ca.crt"
        let error = try #require(throws: HTTPError.self) { _ = try client().send(made) }
        #expect(error.kind == .tls && error.message.contains("/nowhere/ca.crt"))
        // libcurl reads the file after its ClientHello; nothing of the request is sent.
        #expect(!server.requests.contains { $0.method == made.method })
    }

    @Test(arguments: ["a\r\nX-Injected: b", "a\nb", "a\0b"])
    func `a line break in a header is refused before anything is sent`(value: String) throws {
        let server = try HTTPStandIn(ok())
        let made = request(server.url).with(HTTPHeader("Authorization", value))
        let error = try #require(throws: HTTPError.self) { _ = try client().send(made) }
        #expect(error.kind == .broken)
        #expect(error.message == "a header holds a line break; remove it")
        #expect(server.connections == 0)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "", "http://"])
    func `only http and https are supported`(url: String) throws {
        #expect(try failure(url).kind == .broken)
    }

    @Test func `a dead proxy in the environment does not affect requests with usesProxy false`() async {
        await #expect(processExitsWith: .success) {
            let server = try HTTPStandIn(ok("server"))
            for name in ["http_proxy", "all_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
            for name in ["no_proxy", "NO_PROXY"] { setenv(name, "", 1) }
            var made = request(server.url)
            try #require(text(client().send(made)) == "server")
            made.usesProxy = true
            let error = try #require(throws: HTTPError.self) { _ = try client().send(made) }
            try #require(error.kind == .unreachable)
        }
    }

    @Test func `the environment's proxy is used for requests with usesProxy true`() async {
        await #expect(processExitsWith: .success) {
            let (proxy, server) = (try HTTPStandIn(ok("proxy")), try HTTPStandIn(ok("server")))
            setenv("http_proxy", proxy.url, 1)
            setenv("no_proxy", "", 1)
            var made = request(server.url + "/page")
            try #require(text(client().send(made)) == "server")
            made.usesProxy = true
            try #require(text(client().send(made)) == "proxy")
            try #require(proxy.requests.first?.target == server.url + "/page")
        }
    }
}
