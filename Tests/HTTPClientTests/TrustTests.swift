import HTTPClient
import TestSupport
import Testing

/// Which servers a client refuses to talk to over TLS.
@Suite(.timeLimit(.minutes(10))) struct TrustTests {
    /// A server whose certificate names 127.0.0.1, from an authority of its own.
    private struct Server {
        let folder: Folder
        let standIn: StandIn

        init() throws {
            folder = try Folder()
            let token = ["--token", Decoy.secret("token")]
            standIn = try StandIn("apiserver.py", ["--folder", folder.path, "--body", "/dev/null"] + token)
        }

        func request(_ host: String, authorities: String? = nil) -> HTTPRequest {
            var request = HTTPClientTests.request("https://\(host):\(standIn.port)/")
            request.authorities = authorities.map { "\(folder.path)/\($0)" }
            return request
        }
    }

    @Test func `a certificate from an unknown authority or for another host is refused`() throws {
        let server = try Server()
        let refused = [
            server.request("127.0.0.1"), server.request("localhost"),
            server.request("127.0.0.1", authorities: "other/ca.crt"),
            server.request("localhost", authorities: "ca.crt"),
        ]
        for request in refused {
            let error = try #require(throws: HTTPError.self) { _ = try client().send(request) }
            #expect(error.kind == .tls, "\(request.url), \(request.authorities ?? "the system's"): \(error.message)")
        }
        #expect(try client().send(server.request("127.0.0.1", authorities: "ca.crt")).status == 401)
    }
}
