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
        "a language answers the translation that a page in it shows",
        arguments: [
            ("fr", #"{"title":"Un","translations":[{"title":"Un"}]}"#),
            ("es", #"{"title":"One","translations":[]}"#),
            ("", #"{"title":"One","translations":[]}"#),
        ])
    func language(_ language: String, _ item: String) throws {
        let request = """
            {"collection":"posts","language":"\(language)","query":{"limit":1,"fields":["title","translations.title"]}}
            """
        let answered = try inLanguages(request)
        #expect(answered.output == "{\"data\":[\(item)]}\n", "\(answered.log)")
    }

    @Test
    func `without a language all translations are answered, and their keys alone where nothing of them is requested`()
        throws
    {
        let query = #""query":{"limit":1,"fields":["translations"]}"#
        #expect(
            try inLanguages("{\"collection\":\"posts\",\(query)}").output == "{\"data\":[{\"translations\":[7,8]}]}\n")
        #expect(
            try inLanguages("{\"collection\":\"posts\",\"language\":\"fr\",\(query)}").output
                == "{\"data\":[{\"translations\":[7]}]}\n")
    }

    @Test func `a language that the file does not have is exit 78`() throws {
        let none = try answer(#"{"collection":"posts","language":"fr"}"#)
        #expect(none.status == 78)
        #expect(
            none.log.hasSuffix(
                "REQUEST:1:34: language needs the key languages of freshen.yaml, which says what languages there are\n")
        )
        let unknown = try inLanguages(#"{"collection":"posts","language":"fr-FR"}"#)
        #expect(unknown.status == 78)
        #expect(unknown.log.hasSuffix("REQUEST:1:34: no language has fr-FR for {language}: there are \"\", es, fr\n"))
    }

    /// Answers with translations and a file that has languages.
    private func inLanguages(_ request: String) throws -> Child.Ending {
        try PostgresServer.running().runSQL(
            """
            CREATE TABLE IF NOT EXISTS directus_fields (id int PRIMARY KEY, collection text, field text, special text);
            CREATE TABLE IF NOT EXISTS directus_relations (id int PRIMARY KEY, many_collection text, many_field text,
              one_collection text, one_field text, junction_field text, sort_field text, one_allowed_collections text,
              one_collection_field text);
            CREATE TABLE IF NOT EXISTS posts_translations (id int PRIMARY KEY, posts_id int REFERENCES posts, code text, title text);
            INSERT INTO directus_fields VALUES (1, 'posts', 'translations', 'translations') ON CONFLICT DO NOTHING;
            INSERT INTO directus_relations VALUES (1, 'posts_translations', 'posts_id', 'posts', 'translations', 'code')
              ON CONFLICT DO NOTHING;
            INSERT INTO posts_translations VALUES (7, 1, 'fr-FR', 'Un'), (8, 1, 'de-DE', 'Eins') ON CONFLICT DO NOTHING
            """, in: environment["DATABASE_URL"] ?? "")
        _ = try folder.write(
            """
            languages: { "": en-US, es: es-ES, fr: fr-FR, base: en-US }
            collections: { posts: { visible: { id: { _lt: 9 } } } }

            """)
        return try answer(request)
    }

    @Test func `parameters answer a line each, in a language as well, and an item that is not there is no failure`()
        throws
    {
        let ending = try inLanguages(
            #"{"collection":"posts","key":"?","language":"fr","query":{"fields":["title","translations.title"]},"parameters":[[2],[9],[1]]}"#
        )
        #expect(
            ending.output == """
                {"data":{"title":"Zwei 🎉","translations":[]}}
                {"errors":[{"message":"there is no such item of posts that the reader may see"}]}
                {"data":{"title":"Un","translations":[{"title":"Un"}]}}

                """, "\(ending.log)")
        #expect(ending.status == 0)
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
