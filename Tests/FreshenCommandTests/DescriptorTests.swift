import TestSupport
import Testing

/// Standard output that cannot be written to, descriptors that are closed, and few of them.
@Suite(.timeLimit(.minutes(10))) struct DescriptorTests {
    private let server: PostgresServer
    private let database: String
    private let folder: Folder

    init() throws {
        (server, database) = try migratedDatabase(
            named: "descriptors", "CREATE TABLE articles (id int PRIMARY KEY, title text)")
        folder = try Folder()
    }

    private func run(_ script: String, pods: [HTTPStandIn] = []) throws -> Child.Ending {
        let urls = pods.map { "\"\($0.url)\"" }.joined(separator: ", ")
        let web = pods.isEmpty ? "" : "web: [{ pods: { urls: [\(urls)] }, token: { env: TOKEN }, settle: 0s }]"
        let file = try folder.write(
            "collections: { articles: { routes: [\"/articles/{id}\"] } }\n\(web)\ncloudfront: [{ distribution: E1, after: [] }]\n"
        )
        return try Child(
            ["run", "--config", file], environment: ["DATABASE_URL": database, "TOKEN": Decoy.secret("pods")],
            script: script
        ).finish()
    }

    @Test(arguments: [("> /dev/full", "No space left on device"), (">&-", "Bad file descriptor")])
    func `a report that is lost is 75, and stderr says so`(redirection: String, reason: String) throws {
        let ending = try run("exec \"$0\" \"$@\" \(redirection)")
        #expect(ending.status == 75 && ending.log == "freshen: the report could not be written to stdout: \(reason)\n")
        // The look was made all the same.
        #expect(try server.value("SELECT looked_at IS NOT NULL FROM freshen.checkpoint", in: database) == "t")
    }

    @Test func `with all standard descriptors closed a run does its work`() throws {
        #expect(try run("exec \"$0\" \"$@\" <&- >&- 2>&-").status == 75)
        #expect(try server.value("SELECT looked_at IS NOT NULL FROM freshen.checkpoint", in: database) == "t")
    }

    @Test func `fewer descriptors than pods are no obstacle`() throws {
        let pods = try (1...60).map { _ in
            try HTTPStandIn { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
        }
        // The tests' own descriptors, which it inherits, do not count.
        let closing = "for f in /proc/self/fd/*; do n=${f##*/}; [ $n -le 2 ] || eval \"exec $n>&-\"; done"
        let few = "exec bash -c '\(closing); ulimit -n 90; exec \"$0\" \"$@\"' \"$0\" \"$@\""
        #expect(try run(few, pods: pods).status == 0)
        try server.runSQL("INSERT INTO articles VALUES (7, 'seven')", in: database)
        let ending = try run(few, pods: pods)
        #expect(pods.allSatisfy { !$0.requests.isEmpty }, "\(ending)")
        #expect(!ending.output.contains("unreachable"), "\(ending)")
    }
}
