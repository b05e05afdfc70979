import Glibc
import TestSupport
import Testing

/// A signal is heard wherever the program waits: it ends soon after it, with its report.
@Suite(.timeLimit(.minutes(10))) struct InterruptionTests {
    private let server: PostgresServer
    private let database: String
    private let folder: Folder

    init() throws {
        (server, database) = try migratedDatabase(
            named: "interruption", "CREATE TABLE articles (id int PRIMARY KEY, title text)")
        folder = try Folder()
    }

    /// A run after a change that is to be sent to these pods.
    private func start(pods: String, first: String? = nil, _ more: String = "", _ variables: [String: String] = [:])
        throws -> Child
    {
        let environment = ["DATABASE_URL": database, "REVALIDATE_TOKEN": Decoy.secret("pods")]
        let text = { (pods: String) in
            """
            collections: { articles: { routes: ["/articles/{id}"] } }
            web: [{ pods: { \(pods) }, token: { env: REVALIDATE_TOKEN }, settle: 0s, timeout: 60s, deadline: 120s }]
            deadline: 300s
            \(more)

            """
        }
        let before = try folder.write(text(first ?? pods))
        try #require(Child(["run", "--config", before], environment: environment).finish().status == 0)
        try server.runSQL("INSERT INTO articles VALUES (7, 'seven')", in: database)
        return try Child(
            ["run", "--config", folder.write(text(pods)), "--output", "json"],
            environment: environment.merging(variables) { $1 })
    }

    /// What the program prints after SIGTERM, once the server has seen a request that it does not answer.
    private func end(_ child: Child, _ server: HTTPStandIn) throws -> Child.Ending {
        while server.requests.isEmpty { usleep(1000) }
        try child.send(SIGTERM)
        // Without the signal it would take a minute.
        let ending = try child.finish(within: .seconds(20))
        #expect(ending.status == 75 && ending.output.contains("\"exit\":75"), "\(ending)")
        return ending
    }

    @Test func `while a pod does not answer`() throws {
        let pod = try HTTPStandIn { _ in .hang }
        let ending = try end(start(pods: "urls: [\"\(pod.url)\"]"), pod)
        #expect(ending.output.contains("\"outcome\":\"interrupted\""), "\(ending)")
        #expect(ending.output.contains("s of waiting for an answer"), "\(ending)")
    }

    @Test func `while the API server does not answer`() throws {
        let api = try HTTPStandIn { _ in .hang }
        let ending = try end(
            start(
                pods: "namespace: web, selector: app=shop, port: http, api: \"\(api.url)\"",
                first: "urls: [\"http://127.0.0.1:1\"]"), api)
        #expect(ending.log.contains("interrupted"), "\(ending)")
    }

    @Test func `while CloudFront does not answer, and the next run repeats the request`() throws {
        let pod = try HTTPStandIn { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
        let cloudFront = try HTTPStandIn { _ in .hang }
        let child = try start(
            pods: "urls: [\"\(pod.url)\"]", "cloudfront: [{ distribution: E1 }]",
            [
                "AWS_ENDPOINT_URL_CLOUDFRONT": cloudFront.url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": Decoy.secret("aws"),
            ])
        let ending = try end(child, cloudFront)
        #expect(ending.output.contains("s of waiting for an answer"), "\(ending)")
        #expect(!ending.output.contains("\"outcome\":\"interrupted\""), "\(ending)")
        let stored = "SELECT count(*) FROM freshen.batch WHERE invalidation IS NULL AND items = '{/articles/7}'"
        #expect(try server.value(stored, in: database) == "1")
    }
}
