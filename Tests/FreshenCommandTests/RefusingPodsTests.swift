import TestSupport
import Testing

/// Pods that refuse everything single: the work of a run does not grow with pods × entries before an offset moves.
@Suite(.timeLimit(.minutes(10))) struct RefusingPodsTests {
    @Test func `fifty pods that refuse 2,000 entries each are done in one run, and status sums them up`() throws {
        let (server, database) = try migratedDatabase(
            named: "refusing", "CREATE TABLE articles (id int PRIMARY KEY, title text)")
        let pods = try (1...50).map { _ in try HTTPStandIn(Self.answer) }
        let folder = try Folder()
        let file = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{id}"] } }
            web:
              - pods: { urls: [\(pods.map { "\"\($0.url)\"" }.joined(separator: ", "))] }
                token: { env: REVALIDATE_TOKEN }
                settle: 0s

            """)
        let environment = ["DATABASE_URL": database, "REVALIDATE_TOKEN": Decoy.secret("pods")]
        func freshen(_ arguments: String...) throws -> Child.Ending {
            try Child(arguments + ["--config", file], environment: environment).finish(within: .seconds(60))
        }
        #expect(try freshen("run").status == 0)
        try server.runSQL("INSERT INTO articles SELECT i, 'x' FROM generate_series(1, 2000) AS i", in: database)
        let run = try freshen("run", "--output", "json")
        #expect(
            run.status == 0 && run.output.contains("and 1999 more (no such page) and was sent everything"), "\(run.log)"
        )
        #expect(try server.value("SELECT count(*) FROM freshen.quarantine", in: database) == "5000")
        let behind = "SELECT count(*) FROM freshen.target WHERE acknowledged < (SELECT max(id) FROM freshen.change)"
        #expect(try server.value(behind, in: database) == "0")
        let status = try freshen("status")
        let lines = status.output.split(separator: "\n")
        let summary = lines.filter { $0.hasSuffix("no such page") }
        #expect(summary.count == 1 && summary[0].contains(" and 49 more") && summary[0].contains(" and 4999 more"))
        #expect(lines.count < 60, "\(status.output)")
    }

    /// Refuses each article that a request names.
    @Sendable private static func answer(_ request: RequestSeen) -> Behaviour {
        guard !String(decoding: request.body, as: UTF8.self).contains("\"layout\"") else {
            return .answer(status: 200, body: #"{"revalidated":true}"#)
        }
        let results = String(decoding: request.body, as: UTF8.self).matches(of: #//articles/[0-9]+/#).map { match in
            #"{"path":"\#(match.output)","ok":false,"error":"no such page"}"#
        }
        return .answer(status: 200, body: #"{"revalidated":true,"results":[\#(results.joined(separator: ","))]}"#)
    }
}
