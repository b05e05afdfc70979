import FoundationEssentials
import TestSupport
import Testing

/// The line in the file that Kubernetes shows as the reason why a container ended.
@Suite(.timeLimit(.minutes(10))) struct TerminationLogTests {
    private let server: PostgresServer
    private let database: String
    private let folder: Folder

    init() throws {
        (server, database) = try migratedDatabase(
            named: "termination", "CREATE TABLE articles (id int PRIMARY KEY, title text)")
        folder = try Folder()
    }

    /// Ends the program; returns its exit code and what the file holds then.
    private func line(_ arguments: [String], _ pods: [String], hasFile: Bool = true) throws -> (Int32, String?) {
        let urls = pods.map { "\"\($0)\"" }.joined(separator: ", ")
        let configuration = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{id}"] } }
            web: [{ name: shop, pods: { urls: [\(urls)] }, token: { env: REVALIDATE_TOKEN }, settle: 0s, deadline: 1s }]

            """)
        let file = folder.path + "/termination"
        if hasFile {
            _ = try folder.write("what an earlier run wrote, which was longer than any other line\n", to: "termination")
        }
        let ending = try Child(
            arguments + (arguments == ["--version"] ? [] : ["--config", configuration]),
            environment: [
                "DATABASE_URL": database, "REVALIDATE_TOKEN": Decoy.secret("pods"), "FRESHEN_TERMINATION_LOG": file,
            ]
        ).finish()
        let text = try? String(contentsOfFile: file, encoding: .utf8)
        #expect(text.map { $0.utf8.count <= 500 && !Decoy.isShown(in: $0) } ?? true)
        return (ending.status, text)
    }

    @Test func `success is one line`() throws {
        let pod = try HTTPStandIn { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
        #expect(try line(["run"], [pod.url]) == (0, "exit 0: nothing to do\n"))
        try server.runSQL("INSERT INTO articles VALUES (7, 'seven')", in: database)
        #expect(try line(["run"], [pod.url]) == (0, "exit 0: done\n"))
        #expect(try line(["--version"], []) == (0, "exit 0\n"))
    }

    @Test func `what is owed is said with to whom and why, within 500 bytes`() throws {
        let pods = try (0..<2).map { _ in
            try HTTPStandIn { _ in .answer(status: 500, body: String(repeating: "ä", count: 999)) }
        }
        _ = try line(["run"], pods.map(\.url))
        try server.runSQL("INSERT INTO articles VALUES (7, 'seven')", in: database)
        let (code, text) = try line(["run"], pods.map(\.url))
        #expect(code == 75)
        #expect(
            text?.hasPrefix(
                "exit 75: still owed: the next run tries again; owed to 2 pods of shop; \(pods[0].url): server error, ")
                == true, "\(text ?? "")")
    }

    @Test func `a failure says why`() throws {
        #expect(
            try line(["run", "--at", "2026-01-01T00:00Z"], []).1?.hasPrefix("exit 64: --at needs --dry-run") == true)
        #expect(try line(["run"], []).1?.contains("urls names no") == true)
        try server.runSQL("DROP SCHEMA freshen CASCADE", in: database)
        let (code, text) = try line(["run"], ["http://127.0.0.1:1"])
        #expect(code == 78 && text?.hasPrefix("exit 78: the schema freshen is missing") == true, "\(text ?? "")")
    }

    @Test func `a long message is cut between characters`() throws {
        let (_, text) = try line([String(repeating: "ö", count: 600)], [])
        #expect(text?.hasPrefix("exit 64: ") == true && text?.hasSuffix("ö…\n") == true)
    }

    @Test func `without the file nothing is written`() throws {
        #expect(try line(["run"], ["http://127.0.0.1:1"], hasFile: false) == (0, nil))
    }
}
