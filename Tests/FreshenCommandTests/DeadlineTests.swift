import TestSupport
import Testing

/// `deadline`: whatever hangs, a run ends with its report.
@Suite(.timeLimit(.minutes(10))) struct DeadlineTests {
    private let server: PostgresServer
    private let database: String
    private let folder: Folder

    init() throws {
        (server, database) = try migratedDatabase(
            named: "deadline", "CREATE TABLE articles (id int PRIMARY KEY, title text)")
        folder = try Folder()
    }

    /// A run with these pods that has one second, after a first run and a change.
    private func run(
        pods: String, settle: String = "0s", deadline: String = "1s"
    ) throws -> Child.Ending {
        let first = try child("urls: [\"http://127.0.0.1:1\"]", settle, deadline).finish()
        #expect(first.status == 0, "\(first)")
        try server.runSQL("INSERT INTO articles VALUES (7, 'seven')", in: database)
        return try child(pods, settle, deadline).finish(within: .seconds(8))
    }

    private func child(_ pods: String, _ settle: String, _ deadline: String) throws -> Child {
        let file = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{id}"] } }
            web: [{ pods: { \(pods) }, token: { env: REVALIDATE_TOKEN }, settle: \(settle), timeout: 60s }]
            deadline: \(deadline)

            """)
        return try Child(
            ["run", "--config", file, "--output", "json"],
            environment: ["DATABASE_URL": database, "REVALIDATE_TOKEN": Decoy.secret("pods")])
    }

    @Test func `a pod that does not answer is given up`() throws {
        let pod = try HTTPStandIn { _ in .hang }
        let ending = try run(pods: "urls: [\"\(pod.url)\"]")
        #expect(ending.status == 75 && ending.output.contains("\"outcome\":\"timed out\""), "\(ending)")
    }

    @Test func `an API server that does not answer is given up, and the look is made all the same`() throws {
        let api = try HTTPStandIn { _ in .hang }
        let ending = try run(pods: "namespace: web, selector: app=shop, port: http, api: \"\(api.url)\"")
        #expect(ending.status == 75 && ending.output.contains("\"changes\":1"), "\(ending)")
        #expect(ending.log.hasPrefix("freshen: the pods of web are not known: cannot list pods"), "\(ending)")
    }

    @Test func `a second pass that cannot begin in time is not begun`() throws {
        let pod = try HTTPStandIn { request in
            request.place == 0
                ? .slow(status: 200, body: #"{"revalidated":true}"#, pause: .milliseconds(1500))
                : .answer(status: 200, body: #"{"revalidated":true}"#)
        }
        let ending = try run(pods: "urls: [\"\(pod.url)\"]", settle: "300ms", deadline: "2s")
        #expect(ending.status == 75 && ending.output.contains("kept for CloudFront"), "\(ending)")
    }

    @Test func `two passes must fit into the time`() throws {
        let ending = try child("urls: [\"http://127.0.0.1:1\"]", "900ms", "1s").finish()
        #expect(
            ending.log.hasSuffix(
                ":2:7: four fifths of the deadline (1s) are for pods, and must be a quarter longer than settle (900ms), after which the "
                    + "last pass begins\n"), "\(ending)")
        #expect(ending.status == 78)
    }
}
