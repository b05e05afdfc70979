import Synchronization
import TestSupport
import Testing

/// The program lists pods at an API server and notifies them.
@Suite(.timeLimit(.minutes(10))) struct PodTests {
    /// The answer of the API server, which a test changes.
    private final class APIAnswer: Sendable {
        private let current = Mutex(Behaviour.close)

        var behaviour: Behaviour { current.withLock { $0 } }

        /// Answers with a list of pods that have the stand-ins' addresses.
        func setPods(_ pods: [(name: String, pod: HTTPStandIn)], isReady: Bool = true) {
            let items = pods.map { name, pod in
                #"""
                {"metadata":{"name":"\#(name)","uid":"uid-of-\#(name)"},
                "spec":{"containers":[{"name":"web","ports":[{"name":"http","containerPort":\#(pod.port)}]}]},
                "status":{"phase":"Running","podIP":"127.0.0.1","conditions":[{"type":"Ready","status":"\#(isReady ? "True" : "False")"}],
                "containerStatuses":[{"name":"web","containerID":"test://\#(name)","state":{"running":{}}}]}}
                """#
            }
            set(.answer(status: 200, body: #"{"kind":"PodList","items":[\#(items.joined(separator: ","))]}"#))
        }

        func set(_ behaviour: Behaviour) {
            current.withLock { $0 = behaviour }
        }
    }

    private static let token = Decoy.secret("pods")

    private let server: PostgresServer
    private let database: String
    private let apiAnswer = APIAnswer()
    private let api: HTTPStandIn
    private let folder: Folder

    init() throws {
        (server, database) = try migratedDatabase(
            named: "pods", "CREATE TABLE articles (id int PRIMARY KEY, title text)")
        api = try HTTPStandIn { [apiAnswer] _ in apiAnswer.behaviour }
        folder = try Folder()
    }

    private func run(_ arguments: String...) throws -> Child.Ending {
        let file = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{id}"] } }
            web:
              - pods: { namespace: web, selector: app=shop, port: http, api: "\(api.url)" }
                token: { env: REVALIDATE_TOKEN }
                settle: 0s

            """)
        return try Child(
            ["run", "--config", file] + arguments,
            environment: ["DATABASE_URL": database, "REVALIDATE_TOKEN": Self.token]
        ).finish()
    }

    private func pod() throws -> HTTPStandIn {
        try HTTPStandIn { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
    }

    private func bodies(_ pod: HTTPStandIn) -> [String] {
        pod.requests.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `the pods that the API server lists are notified, a new one of everything`() throws {
        let (one, two, three) = (try pod(), try pod(), try pod())
        apiAnswer.setPods([("shop-1", one), ("shop-2", two)])
        #expect(try run().status == 0)
        try server.runSQL("INSERT INTO articles VALUES (7, 'seven')", in: database)
        apiAnswer.setPods([("shop-2", two), ("shop-3", three)])
        let planned = try run("--dry-run")
        #expect(planned.status == 0 && planned.output.contains("shop-2") && planned.output.contains("shop-3"))
        #expect(bodies(two).isEmpty && bodies(three).isEmpty)
        let ending = try run()
        #expect(ending.status == 0, "\(ending)")
        #expect(bodies(one).isEmpty, "shop-1 is no longer listed")
        #expect(bodies(two) == [#"{"paths":[{"path":"/articles/7"}],"tags":[]}"#])
        #expect(bodies(three).first == #"{"paths":[],"tags":[]}"# && bodies(three).count == 2)
        #expect(bodies(three).last?.contains(#"{"path":"/","type":"layout"}"#) == true)
        #expect(two.requests.first?.headers["authorization"] == "Bearer " + Self.token)
        #expect(ending.output.contains("shop-2") && !ending.output.contains("shop-1"))
        #expect(api.requests.allSatisfy { $0.method == "GET" && $0.headers["authorization"] == nil })
        let further = try run("--output", "json")
        #expect(further.status == 0 && further.output.contains(#""name":"shop-2","outcome":"nothing""#))
    }

    @Test func `an API server that refuses, lists no pod or asks to retry later is one line and its exit code`() throws
    {
        try expect(
            .answer(status: 200, body: #"{"kind":"PodList","items":[]}"#), 78,
            ":3:5: web has 0 pods, and min is 1: namespace web has 0 pods with app=shop")
        try expect(
            .answer(status: 403, body: #"{"kind":"Status","message":"pods is forbidden"}"#), 77,
            ": 403 pods is forbidden; a Role in namespace web must allow it")
        try expect(.answer(status: 429, headers: ["Retry-After": "60"]), 75, ": 429 without a reason; the next run")
    }

    private func expect(_ behaviour: Behaviour, _ status: Int32, _ text: String) throws {
        apiAnswer.set(behaviour)
        let ending = try run("--output", "json")
        #expect(ending.status == status && ending.log.contains(text), "\(ending)")
        #expect(ending.log.hasPrefix("freshen: ") && ending.log.filter { $0 == "\n" }.count == 1)
    }
}
