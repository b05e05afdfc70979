import FoundationEssentials
import Freshen
import Glibc
import HTTPClient
import Kubernetes
import Synchronization
import TestSupport
import Testing

/// The token of requests, which no message may show.
let token = Decoy.secret("kubernetes")

/// Answers of a real API server, below `Tests/Fixtures/kubernetes`.
func recorded(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: fixtures + name)), as: UTF8.self)
}

let fixtures = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/kubernetes/"

/// An answer with a recorded body.
func answer(_ status: Int, _ name: String, _ headers: [String: String] = [:]) throws -> Behaviour {
    .answer(status: status, headers: headers, body: try recorded(name))
}

/// A recorded pod as a list of one.
func list(of name: String) throws -> Behaviour {
    .answer(status: 200, body: #"{"kind":"PodList","items":[\#(try recorded(name))]}"#)
}

/// The recorded namespace with a pod of every kind.
func everyPod() throws -> Behaviour {
    try answer(200, "pods/list.raw.json")
}

func web(_ pods: PodSource, min: Int = 1) -> WebRule {
    WebRule(
        name: "shop", place: Place(file: "freshen.yaml", line: 7, column: 5), pods: pods, min: min, endpoint: "/r",
        token: Secret(token), timeout: .seconds(1), settle: .zero, deadline: .seconds(1), everything: [])
}

func selector(_ api: String?, port: PodSource.PortReference = .name("http"), namespace: String? = "web") -> PodSource {
    .selector(namespace: namespace, selector: "app=storefront", port: port, api: api)
}

func service(_ api: String?, _ name: String = "storefront", port: PodSource.PortReference = .name("http")) -> PodSource
{
    .service(namespace: "web", name: name, port: port, api: api)
}

/// A clock that a pause moves without waiting.
final class Waiting: Sendable {
    private let state = Mutex((passed: Duration.zero, pauses: [Duration]()))
    private let began = ContinuousClock.now

    var pauses: [Duration] { state.withLock { $0.pauses } }

    func pause(_ duration: Duration) {
        state.withLock { state in
            state.passed += duration
            state.pauses.append(duration)
        }
    }

    var now: ContinuousClock.Instant { began + state.withLock { $0.passed } }
}

/// Finds the pods of an entry as a process outside of a cluster.
func find(
    _ source: PodSource, min: Int = 1, waiting: Waiting = Waiting(), interrupt: Int32? = nil,
    resolve: @escaping @Sendable (String) throws(Failure) -> [String] = unexpectedLookUp
) throws(Failure) -> [Pod] {
    let account = ServiceAccount(folder: "/nowhere") { _ in nil }
    let finder = PodFinder(
        http: { HTTPClient(userAgent: "tests/1", interrupt: interrupt) }, environment: [:], account: account,
        interrupt: interrupt, pause: { waiting.pause($0) }, now: { waiting.now }, resolve: resolve)
    return try finder.all(web(source, min: min))
}

extension PodFinder {
    /// The pods of a web entry; throws where they are too few.
    func all(_ web: WebRule) throws(Failure) -> [Pod] {
        let found = try pods(of: web)
        if let shortage = found.shortage { throw shortage }
        return found.pods
    }
}

/// The pods that are found where a server gives every request the same answer.
func find(_ behaviour: Behaviour, port: PodSource.PortReference = .name("http"), min: Int = 0) throws -> [Pod] {
    let server = try HTTPStandIn { _ in behaviour }
    return try find(selector(server.url, port: port), min: min)
}

/// The failure of a search where a server gives every request the same answer; it must be one line without a secret.
func failure(_ behaviour: Behaviour, of source: (String) -> PodSource = { selector($0) }) throws -> Failure {
    let server = try HTTPStandIn { _ in behaviour }
    let failure = try #require(throws: Failure.self) { _ = try find(source(server.url)) }
    #expect(!Decoy.isShown(in: failure.message) && !failure.message.contains("\n"))
    return Failure(failure.exit, failure.message.replacing(server.url, with: "API"))
}

/// Fails the test: most tests resolve no name.
func unexpectedLookUp(_ name: String) throws(Failure) -> [String] {
    throw Failure(.bug, "\(name) is looked up")
}
