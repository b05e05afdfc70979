import FoundationEssentials
import Freshen
import HTTPClient
import Kubernetes
import Synchronization
import TestSupport
import Testing

/// Listing as a pod of a cluster: a server with TLS and a token, and a folder as the kubelet mounts it.
@Suite(.timeLimit(.minutes(10))) struct ServiceAccountTests {
    private let folder: Folder
    private let server: StandIn

    init() throws {
        folder = try Folder()
        server = try StandIn(
            "apiserver.py",
            ["--folder", folder.path, "--token", token, "--body", fixtures + "pods/fleet-120.json.gz"])
        _ = try folder.write(token + "\n", to: "token")
        _ = try folder.write("web", to: "namespace")
    }

    @Test func `a pod of the cluster lists with its service account`() throws {
        let pods = try find()
        #expect(pods.count == 120 && pods.allSatisfy(\.isReady))
        #expect(Set(pods.map(\.url)).count == 120)
    }

    @Test func `a token is read again where it is not accepted, once`() throws {
        let tokens = Mutex(["the one before", token])
        let pods = try find { file in file == "token" ? tokens.withLock { $0.removeFirst() } : nil }
        #expect(pods.count == 120)
        let asked = Mutex(0)
        let failure = try #require(throws: Failure.self) {
            try find { file in
                guard file == "token" else { return nil }
                asked.withLock { $0 += 1 }
                return Decoy.secret("other")
            }
        }
        #expect(failure.exit == .refused && asked.withLock { $0 } == 2)
        #expect(
            failure.message.hasSuffix(
                "401 Unauthorized; the token in \(folder.path) was read twice and is not accepted: is the service account still there?"
            ))
        #expect(!Decoy.isShown(in: failure.message))
    }

    @Test(arguments: ["", "\n", "\u{1}\n", "ä"])
    func `a missing token is a configuration failure`(token: String) throws {
        let failure = try #require(throws: Failure.self) { try find { $0 == "token" ? token : nil } }
        #expect(failure.exit == .configuration)
        #expect(failure.message.hasPrefix("freshen.yaml:7:5: there is no token in \(folder.path)/token: give the pod"))
    }

    /// Answers with the headers of the request.
    private struct Echo: HTTPSending {
        func send(_ request: HTTPRequest) -> HTTPResponse {
            HTTPResponse(status: 403, body: Array(request.headers.map(\.value).joined(separator: " ").utf8))
        }
    }

    @Test func `a token that comes back in an answer is not shown`() throws {
        let failure = try #require(throws: Failure.self) { try find(by: { Echo() }) }
        #expect(failure.message.contains(": 403 application/json Bearer (secret); "))
    }

    @Test func `a certificate of another authority is refused`() throws {
        let failure = try #require(throws: Failure.self) { try find(below: "/other") }
        #expect(failure.exit == .tryAgain)
        #expect(
            failure.message
                == "cannot list pods in namespace web at https://127.0.0.1:\(server.port): SSL certificate problem: unable to get local issuer certificate; its certificate must come from \(folder.path)/other/ca.crt and name that host"
        )
    }

    @Test func `a certificate for another name is refused`() throws {
        let failure = try #require(throws: Failure.self) { try find(host: "localhost") }
        #expect(failure.exit == .tryAgain)
        #expect(
            failure.message.contains("no alternative certificate subject name matches target host name 'localhost'"))
    }

    @Test func `outside of a cluster an API server must be named`() throws {
        let failure = try #require(throws: Failure.self) { try find(host: nil) }
        #expect(failure.exit == .configuration)
        #expect(
            failure.message
                == "freshen.yaml:7:5: freshen does not run in a pod (KUBERNETES_SERVICE_HOST is not set), so name an API server: api: \"http://127.0.0.1:8001\" for `kubectl proxy`"
        )
        let unnamed = try #require(throws: Failure.self) {
            try KubernetesTests.find(selector("http://127.0.0.1:1", namespace: nil))
        }
        #expect(unnamed.exit == .configuration && unnamed.message.hasSuffix("pods needs a namespace: namespace: web"))
    }

    /// Searches as a pod whose folder holds what `read` says, or what is there.
    private func find(
        host: String? = "127.0.0.1", below: String = "",
        _ read: @escaping @Sendable (String) -> String? = { _ in nil },
        by http: @escaping @Sendable () -> any HTTPSending = { HTTPClient(userAgent: "tests/1") }
    ) throws(Failure) -> [Pod] {
        let account = ServiceAccount(folder: folder.path + below) { [folder = folder.path] file in
            let name = file.split(separator: "/").last.map(String.init) ?? ""
            let text = read(name).map { Data($0.utf8) }
            return (text ?? (try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")))).map { Array($0) }
        }
        var environment = ["KUBERNETES_SERVICE_PORT": "\(server.port)"]
        environment["KUBERNETES_SERVICE_HOST"] = host
        let waiting = Waiting()
        let finder = PodFinder(
            http: http, environment: environment, account: account, pause: { waiting.pause($0) },
            now: { waiting.now }, resolve: unexpectedLookUp)
        return try finder.all(web(selector(nil, namespace: nil)))
    }

    @Test func `an address of IPv6 stands in brackets`() throws {
        let failure = try #require(throws: Failure.self) { try find(host: "::1") }
        #expect(failure.message.contains("at https://[::1]:\(server.port): "))
    }
}
