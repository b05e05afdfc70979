import TestSupport
import Testing

/// `freshen answer`: its input, its output and its exit codes; what is answered is tested in DirectusTests.
@Suite(.timeLimit(.minutes(10))) struct AnswerCommandTests {
    private static let tables = """
        CREATE TABLE posts (id int PRIMARY KEY, title text, ends timestamptz);
        INSERT INTO posts VALUES (1, 'One', '2026-01-01'), (2, 'Zwei 🎉', '2027-01-01')
        """
    private let folder: Folder
    private let environment: [String: String]

    init() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(named: "answer")
        try server.runSQL(Self.tables, in: database)
        folder = try Folder()
        _ = try folder.write("collections: { posts: { visible: { id: { _lt: 9 } } } }\n")
        environment = ["DATABASE_URL": database]
    }

    private func answer(_ request: String, _ options: String...) throws -> Child.Ending {
        try Child(
            ["answer", "--config", folder.path + "/freshen.yaml"] + options + [request], environment: environment
        )
        .finish()
    }

    @Test(
        "a request is read from the command line or a file, with characters beyond the first plane",
        arguments: [
            #"{"collection":"posts","query":{"fields":["title"],"filter":{"title":{"_eq":"Zwei 🎉"}}}}"#,
            #"{"collection":"posts","query":{"fields":["title"],"filter":{"title":{"_eq":"Zwei \ud83c\udf89"}}}}"#,
        ])
    func input(_ request: String) throws {
        _ = try folder.write(request, to: "query.json")
        for argument in [request, folder.path + "/query.json"] {
            let ending = try answer(argument)
            #expect(ending.status == 0 && ending.output == "{\"data\":[{\"title\":\"Zwei 🎉\"}]}\n", "\(ending.log)")
        }
    }

    @Test func `the ledger is not needed, and --at is what $NOW stands for`() throws {
        let request = #"{"collection":"posts","query":{"fields":["id"],"filter":{"ends":{"_gt":"$NOW"}}}}"#
        #expect(try answer(request, "--at", "2026-06-01T00:00Z").output == "{\"data\":[{\"id\":2}]}\n")
        #expect(try answer(request, "--at", "2025-06-01T00:00Z").output == "{\"data\":[{\"id\":1},{\"id\":2}]}\n")
    }

    @Test(
        "what cannot be answered is exit 78 with one line",
        arguments: [
            (#"{"collection":"posts","query":{"fields":["titel"]}}"#, "REQUEST:1:42: posts has no field titel"),
            (#"{"collection":"nope"}"#, "REQUEST:1:15: there is no"),
            ("missing.json", "cannot read missing.json: No such file or directory"),
            (#"{"query":{}}"#, "REQUEST:1:1: the request names no collection"),
        ])
    func refused(_ request: String, _ message: String) throws {
        let ending = try answer(request)
        #expect(ending.status == 78 && ending.output.isEmpty)
        #expect(
            ending.log.hasPrefix("freshen: " + message) && ending.log.filter { $0 == "\n" }.count == 1, "\(ending.log)")
    }

    @Test func `a reader without tables of permissions is refused`() throws {
        let ending = try answer(#"{"collection":"posts"}"#, "--reader", "public")
        #expect(ending.status == 78 && ending.log.contains("directus_policies"), "\(ending.log)")
    }
}
