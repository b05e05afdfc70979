import TestSupport
import Testing

/// Settings in freshen.yaml and in the environment have their effect on a run.
@Suite(.timeLimit(.minutes(10))) struct SettingsTests {
    private let server: PostgresServer
    private let database: String
    private let folder: Folder
    private let pod: HTTPStandIn

    init() throws {
        (server, database) = try migratedDatabase(
            named: "settings", "CREATE TABLE articles (id int PRIMARY KEY, published_at timestamptz)")
        folder = try Folder()
        pod = try HTTPStandIn { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
        #expect(try run().status == 0)
    }

    /// Runs with further lines in freshen.yaml.
    private func run(
        _ settings: String = "", _ arguments: String..., pods: String? = nil, environment: [String: String] = [:]
    ) throws -> Child.Ending {
        let file = try folder.write(
            """
            collections: { articles: { publish_at: published_at, routes: ["/articles/{id}"] } }
            web:
              - pods: \(pods ?? "{ urls: [\"\(pod.url)\"] }")
                token: { env: REVALIDATE_TOKEN }
                settle: 0s
            \(settings)

            """)
        let variables = ["DATABASE_URL": database, "REVALIDATE_TOKEN": Decoy.secret("pods")]
        return try Child(["run", "--config", file] + arguments, environment: variables.merging(environment) { $1 })
            .finish()
    }

    /// Inserts articles with these ids and a publication date `minutesAgo` minutes ago.
    private func publish(_ articles: ClosedRange<Int>, minutesAgo: Int = 0) throws {
        try server.runSQL(
            """
            INSERT INTO articles SELECT id, now() - interval '\(minutesAgo) min'
            FROM generate_series(\(articles.lowerBound), \(articles.upperBound)) AS id
            """, in: database)
    }

    /// The bodies of the requests that the pod has received.
    private var received: [String] { pod.requests.map { String(decoding: $0.body, as: UTF8.self) } }

    @Test func `margin is how far before now a run looks at the CMS`() throws {
        try server.runSQL("UPDATE freshen.checkpoint SET looked_at = looked_at - interval '2 h'", in: database)
        _ = try run("margin: 1h")
        try publish(1...1, minutesAgo: 30)
        try publish(2...2, minutesAgo: 90)
        #expect(try run("margin: 1h").status == 0)
        #expect(received.last == #"{"paths":[{"path":"/articles/2"}],"tags":[]}"#)
        #expect(try run("margin: 20m").status == 0)
        #expect(received.last == #"{"paths":[{"path":"/articles/1"}],"tags":[]}"#)
    }

    @Test func `more stale paths than flood send everything`() throws {
        try publish(1...3)
        let planned = try run("flood: 2\nmargin: 0s", "--dry-run")
        #expect(planned.output.contains("everything is stale: "), "\(planned)")
        #expect(try run("flood: 3\nmargin: 0s").status == 0)
        #expect(received.last?.contains("/articles/3") == true && received.last?.contains("layout") == false)
        try publish(4...6)
        let flood = try run("flood: 2\nmargin: 0s")
        #expect(flood.status == 0 && flood.output.contains("everything is stale: "), "\(flood)")
        #expect(received.last == #"{"paths":[{"path":"/","type":"layout"}],"tags":[]}"#)
    }

    @Test func `a redirect from cms.health counts as a CMS that cannot answer`() throws {
        let cms = try HTTPStandIn {
            $0.target == "/" ? .answer(status: 200) : .answer(status: 302, headers: ["Location": "/"])
        }
        try publish(1...1)
        let ending = try run("cms: { health: \"\(cms.url)/health\" }\nmargin: 0s")
        #expect(ending.status == 75 && ending.output.contains("\(cms.url)/health answers 302"), "\(ending)")
        #expect(cms.requests.map(\.target) == ["/health"] && received.isEmpty)
    }

    @Test func `only requests to CloudFront use the proxy of the environment`() throws {
        let proxy = try HTTPStandIn { _ in
            .answer(
                status: 201,
                body: """
                    <Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id>
                    <Status>InProgress</Status></Invalidation>
                    """)
        }
        let (api, cms) = try (
            HTTPStandIn { [pod] _ in .answer(status: 200, body: list(pod)) }, HTTPStandIn { _ in .answer(status: 200) }
        )
        let names = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        let environment = [
            "AWS_ENDPOINT_URL_CLOUDFRONT": "http://cloudfront.test", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": Decoy.secret("aws"),
        ].merging(names.map { ($0, proxy.url) }) { $1 }
        let pods = "{ namespace: web, selector: app=shop, port: http, api: \"\(api.url)\" }"
        let settings = "cms: { health: \"\(cms.url)\" }\ncloudfront: [{ distribution: E2BX1E7RR7IV8R }]\nmargin: 0s"
        #expect(try run(settings, pods: pods, environment: environment).status == 0)
        try publish(1...1)
        let ending = try run(settings, pods: pods, environment: environment)
        #expect(ending.status == 0, "\(ending)")
        #expect(!api.requests.isEmpty && !cms.requests.isEmpty)
        #expect(received.contains { $0.contains("/articles/1") })
        #expect(!proxy.requests.isEmpty)
        #expect(proxy.requests.allSatisfy { $0.target.hasPrefix("http://cloudfront.test/") }, "\(proxy.requests)")
    }

    @Test func `status only needs to read the schema freshen`() throws {
        let name = database.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { $0.dropFirst(7) } ?? ""
        let role = "monitor_of_\(name)"
        try server.runSQL(
            """
            REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE \(role) LOGIN;
            GRANT USAGE ON SCHEMA freshen TO \(role); GRANT SELECT ON ALL TABLES IN SCHEMA freshen TO \(role)
            """, in: database)
        let url = server.conninfo(database: String(name), user: role)
        let ending = try freshen("status", environment: ["DATABASE_URL": url])
        #expect(ending.status == 0 && ending.log.isEmpty && ending.output.contains(pod.url), "\(ending)")
    }
}

/// The answer of an API server that lists one pod.
private func list(_ pod: HTTPStandIn) -> String {
    #"""
    {"kind":"PodList","items":[{"metadata":{"name":"shop-1","uid":"uid-1"},
    "spec":{"containers":[{"name":"web","ports":[{"name":"http","containerPort":\#(pod.port)}]}]},
    "status":{"phase":"Running","podIP":"127.0.0.1","conditions":[{"type":"Ready","status":"True"}],
    "containerStatuses":[{"name":"web","containerID":"test://shop-1","state":{"running":{}}}]}}]}
    """#
}
