import Synchronization
import TestSupport
import Testing

/// Pods found at an API server, told by the program itself.
@Suite(.timeLimit(.minutes(10))) struct PodTests {
    /// What the API server answers, which changes while a test runs.
    private final class Cluster: Sendable {
        private let answer = Mutex(Behaviour.close)

        var behaviour: Behaviour { answer.withLock { $0 } }

        /// A pod with the address of a stand-in; each has a container of its own.
        func list(_ pods: [(name: String, pod: HTTPStandIn)], isReady: Bool = true) {
            let items = pods.map { name, pod in
                #"""
                {"metadata":{"name":"\#(name)","uid":"uid-of-\#(name)"},
                "spec":{"containers":[{"name":"web","ports":[{"name":"http","containerPort":\#(pod.port)}]}]},
                "status":{"phase":"Running","podIP":"127.0.0.1","conditions":[{"type":"Ready","status":"\#(isReady ? "True" : "False")"}],
                "containerStatuses":[{"name":"web","containerID":"test://\#(name)","state":{"running":{}}}]}}
                """#
            }
            say(.answer(status: 200, body: #"{"kind":"PodList","items":[\#(items.joined(separator: ","))]}"#))
        }

        func say(_ behaviour: Behaviour) {
            answer.withLock { $0 = behaviour }
        }
    }

    private static let token = Decoy.secret("pods")

    private let server: PostgresServer
    private let database: String
    private let cluster = Cluster()
    private let api: HTTPStandIn
    private let folder: Folder

    init() throws {
        server = try PostgresServer.running()
        database = try server.makeDatabase(named: "pods")
        try server.runSQL("CREATE TABLE articles (id int PRIMARY KEY, title text)", in: database)
        #expect(try Child(["migrate"], environment: ["DATABASE_URL": database]).finish().status == 0)
        api = try HTTPStandIn { [cluster] _ in cluster.behaviour }
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

    private func paths(_ pod: HTTPStandIn) -> [String] {
        pod.requests.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func `the pods that the API server lists are told, a new one everything`() throws {
        let (one, two, three) = (try pod(), try pod(), try pod())
        cluster.list([("shop-1", one), ("shop-2", two)])
        #expect(try run().status == 0)
        try server.runSQL("INSERT INTO articles VALUES (7, 'seven')", in: database)
        cluster.list([("shop-2", two), ("shop-3", three)])
        let planned = try run("--dry-run")
        #expect(planned.status == 0 && planned.output.contains("shop-2") && planned.output.contains("shop-3"))
        #expect(paths(two).isEmpty && paths(three).isEmpty)
        let ending = try run()
        #expect(ending.status == 0, "\(ending)")
        #expect(paths(one).isEmpty, "it is gone")
        #expect(paths(two) == [#"{"paths":[{"path":"/articles/7"}],"tags":[]}"#])
        #expect(paths(three).first == #"{"paths":[],"tags":[]}"# && paths(three).count == 2)
        #expect(paths(three).last?.contains(#"{"path":"/","type":"layout"}"#) == true)
        #expect(two.requests.first?.headers["authorization"] == "Bearer " + Self.token)
        #expect(ending.output.contains("shop-2") && !ending.output.contains("shop-1"))
        #expect(api.requests.allSatisfy { $0.method == "GET" && $0.headers["authorization"] == nil })
        let further = try run("--output", "json")
        #expect(further.status == 0 && further.output.contains(#""name":"shop-2","outcome":"nothing""#))
    }

    @Test func `an API server that refuses, knows no pod or is away is one line and its exit code`() throws {
        try expect(
            .answer(status: 200, body: #"{"kind":"PodList","items":[]}"#), 78,
            ":3:5: web has 0 pods, and min is 1: of 0 in namespace web with app=shop")
        try expect(
            .answer(status: 403, body: #"{"kind":"Status","message":"pods is forbidden"}"#), 77,
            ": 403 pods is forbidden; a Role in namespace web must allow it")
        try expect(.answer(status: 429, headers: ["Retry-After": "60"]), 75, ": 429 without a reason; the next run")
    }

    private func expect(_ behaviour: Behaviour, _ status: Int32, _ text: String) throws {
        cluster.say(behaviour)
        let ending = try run("--output", "json")
        #expect(ending.status == status && ending.log.contains(text), "\(ending)")
        #expect(ending.log.hasPrefix("freshen: ") && ending.log.filter { $0 == "\n" }.count == 1)
    }
}
