import FoundationEssentials
import TestSupport
import Testing

/// `freshen doctor`: a finding for each thing that must hold, and the exit code of the gravest.
@Suite(.timeLimit(.minutes(10))) struct DoctorTests {
    private struct Report: Decodable {
        struct Finding: Decodable, Hashable {
            let check, subject, result, detail: String
        }

        let findings: [Finding]
        let exit: Int32
    }

    private static let tables = """
        CREATE TABLE articles (id int PRIMARY KEY, slug text, status text);
        INSERT INTO articles VALUES (1, 'one', 'published'), (2, NULL, 'draft');
        CREATE TABLE pages (id int PRIMARY KEY, slug text);
        CREATE TABLE directus_users (id int PRIMARY KEY, first_name text, password text)
        """
    private let server: PostgresServer
    private let database: String
    private let folder: Folder
    private let aws: HTTPStandIn
    /// Roles belong to the whole server.
    private let role = "doctor_\(UInt32.random(in: 0 ... .max))"

    init() throws {
        (server, database) = try migratedDatabase(named: "doctor", Self.tables)
        folder = try Folder()
        aws = try HTTPStandIn { request in
            if request.target == "/" {
                return .answer(
                    status: 200,
                    body: """
                        <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/freshen</Arn>\
                        </GetCallerIdentityResult></GetCallerIdentityResponse>
                        """)
            }
            let code =
                request.target.contains("EDENIED")
                ? (403, "AccessDenied")
                : request.target.contains("EGONE") ? (404, "NoSuchDistribution") : (404, "NoSuchInvalidation")
            return .answer(
                status: code.0,
                body: "<ErrorResponse><Error><Code>\(code.1)</Code><Message>m</Message></Error></ErrorResponse>")
        }
    }

    /// Runs the command with these collections, pods and distributions.
    private func doctor(
        _ collections: String = "articles: { routes: [\"/articles/{slug}\"] }", pods: [HTTPStandIn] = [],
        distribution: String = "E1", database: String? = nil, arguments: [String] = ["doctor"]
    ) throws -> (report: Report, ending: Child.Ending) {
        let urls = pods.map { "\"\($0.url)\"" }.joined(separator: ", ")
        let web = "web: [{ name: shop, pods: { urls: [\(urls)] }, token: { env: REVALIDATE_TOKEN } }]\n"
        let file = try folder.write(
            "collections: { \(collections) }\n\(pods.isEmpty ? "" : web)cloudfront: [{ distribution: \(distribution) }]\n"
        )
        let ending = try Child(
            arguments + ["--config", file, "--output", "json"],
            environment: [
                "DATABASE_URL": database ?? self.database, "REVALIDATE_TOKEN": Decoy.secret("pods"),
                "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": Decoy.secret("aws"),
                "AWS_ENDPOINT_URL": aws.url,
            ]
        ).finish()
        #expect(!Decoy.isShown(in: ending.output + ending.log))
        return (try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8)), ending)
    }

    /// The connection string of a role that has the rights it needs, and those of `more`.
    private func login(_ more: String = "") throws -> String {
        try server.runSQL(
            """
            CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA public, freshen TO \(role); GRANT SELECT ON articles, pages TO \(role);
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA freshen TO \(role)
            """ + more, in: database)
        return database.replacing("user=postgres", with: "user=\(role)")
    }

    private func pod(_ answer: @escaping @Sendable (RequestSeen) -> Behaviour) throws -> HTTPStandIn {
        try HTTPStandIn(answer)
    }

    @Test func `everything in order is ok, and nothing is sent that revalidates or costs`() throws {
        let pod = try pod { request in
            request.method == "POST"
                ? .answer(
                    status: 200,
                    body: #"{"revalidated":true,"freshSince":"2026-01-01T00:00Z","next":"16.4.6","buildId":"b1"}"#)
                : .answer(status: 200, headers: ["x-nextjs-cache": "HIT"], body: "page")
        }
        let (report, ending) = try doctor(pods: [pod], database: login())
        #expect(ending.status == 0 && report.exit == 0, "\(ending)")
        let results = report.findings.map { [$0.check, $0.subject, $0.result] }
        #expect(
            results == [
                ["file", folder.path + "/freshen.yaml", "ok"], ["database", "", "ok"], ["pooler", "", "ok"],
                ["database", "writing", "ok"],
                ["role", role, "ok"], ["role", "secrets", "ok"], ["role", "writing", "ok"],
                ["clock", "", "ok"], ["schema", "freshen", "ok"], ["collection", "articles", "ok"],
                ["pods", "shop", "ok"], ["pod", pod.url, "ok"], ["page", "/articles/one", "ok"],
                ["aws", "identity", "ok"], ["cloudfront", "E1", "skipped"],
            ], "\(ending.output)")
        #expect(
            report.findings.contains {
                $0.detail == "takes the token, Next.js 16.4.6, build b1, fresh since 2026-01-01T00:00Z"
            })
        #expect(pod.requests.map(\.method) == ["POST", "GET"])
        #expect(String(decoding: pod.requests[0].body, as: UTF8.self) == #"{"paths":[],"tags":[]}"#)
        #expect(aws.requests.filter { $0.target != "/" }.map(\.method) == ["GET"])
    }

    @Test func `a role with more than it needs is a warning`() throws {
        let (report, ending) = try doctor(
            database: login(
                "; GRANT SELECT ON directus_users TO \(role); GRANT UPDATE ON articles TO \(role); ALTER ROLE \(role) CREATEDB"
            ))
        #expect(ending.status == 0)
        let warnings = report.findings.filter { $0.result == "warning" }
        #expect(warnings.map(\.subject) == [role, "secrets", "writing"], "\(ending.output)")
        #expect(warnings[0].detail.contains("CREATEDB") && warnings[1].detail.contains("directus_users.password"))
        #expect(!warnings[1].detail.contains("first_name") && warnings[2].detail.contains("articles"))
    }

    @Test func `a collection that does not fit hides neither the others nor the pods`() throws {
        let pod = try pod { _ in .answer(status: 401) }
        let (report, ending) = try doctor(
            """
            articles: { visible: { status: { _eq: publish } }, routes: ["/articles/{slug}"] },
            pages: { routes: ["/{slag}"] }, nothing: { routes: ["/{id}"] }
            """, pods: [pod])
        #expect(ending.status == 78 && report.exit == 78)
        let failed = report.findings.filter { $0.result == "failed" }
        #expect(failed.map(\.subject) == ["pages", "nothing", pod.url], "\(ending.output)")
        #expect(failed[0].detail.hasSuffix("freshen.yaml:2:19: pages has no field slag: did you mean slug?"))
        #expect(
            report.findings.contains {
                $0.subject == "articles"
                    && $0.detail.hasSuffix("articles.status never holds \"publish\": it holds draft, published")
            }, "\(ending.output)")
    }

    @Test func `a collection with nothing visible, and a route without items, are warnings`() throws {
        let (report, _) = try doctor(
            "articles: { routes: [\"/articles/{slug}\", { path: /x, filter: { id: { _gt: 5 } } }] }, pages: { routes: [\"/{slug}\"] }"
        )
        let warnings = report.findings.filter { $0.result == "warning" && $0.check != "role" }
        #expect(warnings.map(\.subject) == ["/x", "pages"], "\(warnings)")
    }

    @Test(
        "what a pod or CloudFront refuses decides the exit code",
        arguments: [("E1", 401, 77), ("E1", 500, 75), ("EDENIED", 200, 77), ("EGONE", 200, 78)])
    func refusals(_ distribution: String, _ status: Int, _ exit: Int32) throws {
        let pod = try pod { _ in .answer(status: status, body: #"{"revalidated":true}"#) }
        let (report, ending) = try doctor(pods: [pod], distribution: distribution)
        #expect(ending.status == exit && report.exit == exit, "\(ending.output)")
    }

    @Test func `pages that are not kept are warnings`() throws {
        let answers: [(Behaviour, String)] = [
            (
                .answer(status: 200, headers: ["Cache-Control": "private, no-store"], body: ""),
                "renders it for each request"
            ),
            (.answer(status: 404), "answers 404"), (.answer(status: 307), "redirects it"), (.reset, "does not answer"),
        ]
        for (answer, text) in answers {
            let pod = try pod { $0.method == "POST" ? .answer(status: 200, body: #"{"revalidated":true}"#) : answer }
            let (report, ending) = try doctor(pods: [pod])
            let page = report.findings.first { $0.check == "page" }
            #expect(ending.status == 0 && page?.result == "warning" && page?.detail.contains(text) == true, "\(text)")
        }
    }

    @Test func `a page is asked for as visitors ask for it, on the applications that have it`() throws {
        let pod = try pod {
            $0.method == "POST" ? .answer(status: 200, body: #"{"revalidated":true}"#) : .answer(status: 200)
        }
        let file = try folder.write(
            """
            collections:
              articles: { routes: ["/articles/{slug}", { path: "/other/{slug}", only: [blog] }] }
            web:
              - { name: shop, pods: { urls: ["\(pod.url)"] }, token: { env: T }, endpoint: /shop/api/revalidate/, trailing_slash: true }
              - { name: blog, pods: { urls: ["http://127.0.0.1:1"] }, token: { env: T } }

            """)
        let ending = try Child(["doctor", "--config", file], environment: ["DATABASE_URL": database, "T": "t"]).finish()
        #expect(ending.status == 75, "the pods of blog are away")
        #expect(pod.requests.map(\.target) == ["/shop/api/revalidate/", "/shop/articles/one/"])
    }

    @Test func `a table that must not be read hides no other collection, and without the schema each one is named`()
        throws
    {
        let (report, _) = try doctor(
            "directus_users: { routes: [\"/{id}\"] }, articles: { routes: [\"/articles/{slug}\"] }", database: login())
        let collections = report.findings.filter { $0.check == "collection" }
        #expect(collections.map { [$0.subject, $0.result] } == [["directus_users", "failed"]])
        #expect(collections[0].detail.contains("GRANT SELECT"))
        try server.runSQL("DROP SCHEMA freshen CASCADE", in: database)
        let (bare, _) = try doctor()
        #expect(bare.findings.contains { $0.subject == "articles" && $0.detail == "its table and fields fit" })
    }

    @Test func `offline and for the schema no token is needed`() throws {
        let file = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{slug}"] } }
            web: [{ pods: { urls: ["http://127.0.0.1:1"] }, token: { file: /nothing/token } }]

            """)
        for arguments in [
            ["doctor", "--offline"], ["doctor", "--print-schema"], ["answer", #"{"collection":"articles"}"#],
        ] {
            let ending = try Child(arguments + ["--config", file], environment: ["DATABASE_URL": database]).finish()
            #expect(ending.status == 0, "\(ending)")
        }
        let both = try Child(["doctor", "--offline", "--print-schema"], environment: [:]).finish()
        #expect(both.status == 64)
    }

    @Test(arguments: ["doctor", "validate", "check"])
    func `offline only the file is checked`(command: String) throws {
        let (report, ending) = try doctor(database: "host=127.0.0.1 port=1", arguments: [command, "--offline"])
        #expect(ending.status == 0 && report.findings.map(\.result) == ["ok", "skipped", "skipped"])
        let broken = try Child(
            [command, "--offline", "--config", try folder.write("collections: { a: { rutes: [] } }\n")],
            environment: [:]
        ).finish()
        #expect(broken.status == 78 && broken.output.contains("FAILED"), "\(broken)")
    }

    @Test func `with a schema the collections are checked offline`() throws {
        let file = try folder.write(
            "collections: { articles: { routes: [\"/articles/{slug}\"] } }\ncloudfront: [{ distribution: E1 }]\n")
        let printed = try Child(
            ["doctor", "--print-schema", "--config", file], environment: ["DATABASE_URL": login()]
        ).finish()
        #expect(printed.status == 0 && !printed.output.contains("published"), "\(printed.log)")
        let schema = try folder.write(printed.output, to: "schema.json")
        let offline = ["doctor", "--offline", "--schema", schema]
        let (good, _) = try doctor(database: "host=127.0.0.1 port=1", arguments: offline)
        #expect(
            good.findings.map { [$0.check, $0.result] } == [
                ["file", "ok"], ["collection", "ok"], ["pods", "skipped"],
            ])
        let (bad, ending) = try doctor("articles: { routes: [\"/articles/{slag}\"] }", arguments: offline)
        #expect(
            ending.status == 78 && bad.findings[1].detail.hasSuffix("articles has no field slag: did you mean slug?"))
        let (none, _) = try doctor(arguments: ["doctor", "--offline", "--schema", folder.write("{}", to: "other.json")])
        #expect(none.exit == 78 && none.findings[1].detail.contains("--print-schema"))
    }

    @Test func `what a pod repeats of its token, and control characters, are not shown`() throws {
        let pod = try pod { request in
            let token = request.headers["authorization"] ?? ""
            return request.method == "POST"
                ? .answer(
                    status: 200,
                    body:
                        #"{"revalidated":true,"freshSince":"\#(token)","next":"\#(token)\u001b[31m","buildId":"\#(token)"}"#
                )
                : .answer(
                    status: 200,
                    headers: ["Cache-Control": "private, \u{1b}[31m" + String(repeating: "x", count: 2000)], body: "")
        }
        // `doctor` expects that no secret is shown.
        let (report, ending) = try doctor(pods: [pod])
        #expect(report.findings.allSatisfy { $0.detail.count <= 601 })
        #expect(!ending.output.contains("\\u001b") && !ending.output.contains("\u{1b}"), "\(ending.output)")
    }

    @Test func `what would make each run fail is found: no writes, no health, wrong variables`() throws {
        try server.runSQL(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$",
            in: database)
        let file = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{slug}"] } }
            cloudfront: [{ distribution: E1 }]
            cms: { health: "http://127.0.0.1:1/health" }

            """)
        let ending = try Child(
            ["doctor", "--config", file, "--output", "json"],
            environment: ["DATABASE_URL": database, "FRESHEN_METRICS": "bad", "AWS_ENDPOINT_URL": aws.url]
        ).finish()
        let report = try JSONDecoder().decode(Report.self, from: Data(ending.output.utf8))
        let failed = report.findings.filter { $0.result == "failed" }.map { [$0.check, $0.subject] }
        #expect(
            Set(failed).isSuperset(of: [["database", "writing"], ["health", ""], ["metrics", ""]]), "\(ending.output)")
        let run = try Child(["run", "--config", file], environment: ["DATABASE_URL": database]).finish()
        #expect(run.status == 78 && run.log.contains(" RESET default_transaction_read_only"), "\(run)")
    }

    @Test func `a database that is down is one finding, and the rest is checked`() throws {
        let pod = try pod { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
        let (report, ending) = try doctor(pods: [pod], database: "host=127.0.0.1 port=1 dbname=x")
        #expect(ending.status == 75 && report.findings.filter { $0.check == "database" }.map(\.result) == ["failed"])
        #expect(report.findings.contains { $0.check == "pod" && $0.result == "warning" })
    }
}
