import Freshen
import Ledger
import TestSupport
import Testing

/// `reader`: what the CMS's read permissions hide is on no page, and a change of them is a change of pages.
@Suite(.timeLimit(.minutes(10))) struct ReaderTests {
    /// Two policies for everybody, and one of a role.
    private static let rows = """
        CREATE TABLE directus_policies (id uuid PRIMARY KEY, name text, ip_access text, admin_access boolean DEFAULT FALSE);
        CREATE TABLE directus_access (id int PRIMARY KEY, role uuid, "user" uuid, policy uuid);
        CREATE TABLE directus_permissions (id int PRIMARY KEY, collection text, action text, permissions json, fields text,
          policy uuid);
        INSERT INTO directus_policies VALUES ('00000000-0000-0000-0000-000000000001', 'Public'),
          ('00000000-0000-0000-0000-000000000002', 'Team'), ('00000000-0000-0000-0000-000000000003', 'More');
        INSERT INTO directus_access VALUES (1, NULL, NULL, '00000000-0000-0000-0000-000000000001'),
          (2, '00000000-0000-0000-0000-00000000000a', NULL, '00000000-0000-0000-0000-000000000002'),
          (3, NULL, NULL, '00000000-0000-0000-0000-000000000003');
        INSERT INTO directus_permissions VALUES
          (1, 'articles', 'read', '{"status":{"_eq":"published"},"published_at":{"_lte":"$NOW"}}', 'id,title,slug,author',
            '00000000-0000-0000-0000-000000000001'),
          (2, 'authors', 'read', '{"status":{"_eq":"published"}}', '*', '00000000-0000-0000-0000-000000000001'),
          (3, 'articles', 'read', '{"title":{"_starts_with":"T"}}', 'id,body', '00000000-0000-0000-0000-000000000003'),
          (4, 'articles', 'read', NULL, '*', '00000000-0000-0000-0000-000000000002'),
          (5, 'articles', 'delete', NULL, '*', '00000000-0000-0000-0000-000000000001');
        INSERT INTO authors VALUES (1, 'Ann', 'ann', 'published'), (2, 'Bob', 'bob', 'draft');
        INSERT INTO articles (id, title, slug, author, status) VALUES (1, 'One', 'one', 1, 'published'),
          (2, 'Two', 'two', 2, 'published'), (3, 'Three', 'three', 1, 'draft')
        """

    private func stage(_ reader: String = "public", _ routes: String) throws -> Stage {
        let stage = try Stage(
            "reader: \(reader)\ncollections: { articles: { routes: [\(routes)] } }\n", rows: Self.rows, unseen: true)
        stage.now = instant("2026-01-01T00:00Z")
        #expect(try stage.look() == [])
        return stage
    }

    private static let page = "{ path: \"/{slug}\", fields: [title, author.name] }"

    @Test func `the reason of a page is the change of a permission`() throws {
        let stage = try stage("public", Self.page)
        try stage.sql("UPDATE directus_permissions SET permissions = '{\"id\":{\"_neq\":2}}' WHERE id = 1")
        stage.yaml += "# a comment is no change\n"
        let plan = try seen(stage.ledger().look(stage.order(isDryRun: true))).planned
        #expect(Set(plan.map(\.reason)) == ["the reader's permissions changed"] && plan.count == 2)
    }

    @Test(
        "a page shows what the reader sees",
        arguments: [
            ("UPDATE articles SET title = 'New' WHERE id = 1", ["/one"]),
            ("UPDATE articles SET title = 'New' WHERE id = 3", []),
            ("UPDATE articles SET status = 'published' WHERE id = 3", ["/three"]),
            ("UPDATE authors SET name = 'New' WHERE id = 1", ["/one"]),
            ("UPDATE authors SET name = 'New' WHERE id = 2", []),
            ("UPDATE authors SET status = 'published' WHERE id = 2", ["/two"]),
            ("UPDATE authors SET status = 'draft' WHERE id = 1", ["/one"]),
            ("UPDATE articles SET published_at = '2027-01-01' WHERE id = 1", ["/one"]),
            ("UPDATE directus_permissions SET permissions = '{\"id\":{\"_neq\":2}}' WHERE id = 1", ["/three", "/two"]),
            ("UPDATE directus_permissions SET permissions = '{}' WHERE id = 2", ["/two"]),
            ("DELETE FROM directus_permissions WHERE id = 4", []),
        ])
    func sees(_ sql: String, _ paths: [String]) throws {
        let stage = try stage("public", Self.page)
        try stage.sql(sql)
        #expect(try stage.look() == paths, "\(sql)")
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a field that only another policy allows is null in the rows of the first`() throws {
        let stage = try stage("public", "{ path: \"/{id}\", fields: [body] }")
        try stage.sql("UPDATE articles SET body = 'new'")
        #expect(try stage.look() == ["/2", "/3"], "those whose title begins with T")
    }

    @Test(
        "a page without fields shows what the permissions allow, which can depend on their rules",
        arguments: [
            ("UPDATE directus_permissions SET fields = 'id,title,slug' WHERE id = 1", ["/one", "/three", "/two"]),
            ("UPDATE directus_permissions SET fields = 'id,slug,title,author' WHERE id = 1", []),
            ("UPDATE directus_permissions SET fields = 'id' WHERE id = 2", ["/one", "/three", "/two"]),
            ("UPDATE directus_permissions SET permissions = '{\"id\":1}' WHERE id = 3", ["/one", "/three", "/two"]),
        ])
    func fieldless(_ sql: String, _ paths: [String]) throws {
        let stage = try stage("public", "'/{slug}'")
        stage.yaml = stage.yaml.replacing("routes: [", with: "shows: [author], routes: [")
        let first = try stage.look()
        #expect(first == ["/one", "/three", "/two"])
        try stage.sql(sql)
        let second = try stage.look()
        #expect(second == paths, "\(sql)")
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a page without fields is stale when a date adds a permission for more fields`() throws {
        let stage = try stage("public", "'/{slug}'")
        try stage.sql(
            """
            UPDATE directus_permissions SET permissions = '{}', fields = 'id,slug' WHERE id = 1;
            UPDATE directus_permissions SET permissions = '{"published_at":{"_lte":"$NOW"}}' WHERE id = 3;
            UPDATE articles SET published_at = '2026-03-01' WHERE id = 2
            """)
        try stage.look()
        stage.now = instant("2026-03-02T00:00Z")
        #expect(try stage.look() == ["/two"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a date of a permission makes a page stale when it falls`() throws {
        let stage = try stage("public", Self.page)
        try stage.sql("UPDATE articles SET published_at = '2026-03-01' WHERE id = 1")
        #expect(try stage.look() == ["/one"])
        stage.now = instant("2026-03-02T00:00Z")
        #expect(try stage.look() == ["/one"])
        #expect(try stage.look() == [])
    }

    @Test(
        "a date of a related row that falls in a run with another edit",
        arguments: [LookRequest.Kind.changes, .everyItem])
    func relatedDate(_ kind: LookRequest.Kind) throws {
        let stage = try stage("public", Self.page + ", { path: \"/own/{slug}\", fields: [title] }")
        try stage.sql(
            """
            ALTER TABLE authors ADD shown_at timestamptz; UPDATE authors SET shown_at = '2026-03-01' WHERE id = 1;
            UPDATE directus_permissions SET permissions = '{"shown_at":{"_lte":"$NOW"}}' WHERE id = 2
            """)
        try stage.look()
        stage.now = instant("2026-03-02T00:00Z")
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 2")
        #expect(try stage.look(kind) == ["/one"], "neither the draft's page nor what does not show the author")
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `named policies are the reader's`() throws {
        let stage = try stage("[Team]", "{ path: \"/{slug}\", fields: [title] }")
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 3")
        #expect(try stage.look() == ["/three"])
    }

    @Test(
        "a reader that cannot be is refused",
        arguments: [
            ("[Tea]", "UPDATE articles SET id = id", "freshen.yaml:1:10: there is no policy Tea"),
            (
                "public", "UPDATE directus_policies SET ip_access = '10.0.0.0/8' WHERE name = 'More'",
                "freshen.yaml:1:9: the policy"
            ),
            ("public", "DROP TABLE directus_access", "freshen.yaml:1:9: reader needs the table directus_access"),
            (
                "public", "UPDATE directus_permissions SET permissions = '{\"nope\":{\"_eq\":1}}' WHERE id = 2",
                "the read permission of authors:1:2: authors has no field nope"
            ),
            ("public", "DELETE FROM directus_permissions WHERE id = 2", "freshen.yaml:2:"),
        ])
    func refused(_ reader: String, _ sql: String, _ message: String) throws {
        let stage = try Stage(
            "reader: \(reader)\ncollections: { articles: { routes: [\(Self.page)] } }\n", rows: Self.rows, unseen: true)
        try stage.sql(sql)
        let failure = try #require(throws: Failure.self) { try stage.look() }
        #expect(failure.exit == .configuration && failure.message.hasPrefix(message), "\(failure.message)")
    }

    @Test func `a rule of the reader is decided by rows of another table`() throws {
        let stage = try Stage(
            "reader: public\ncollections: { topics: { routes: [{ path: \"/{slug}\", fields: [name] }] } }",
            database: QueryModel.database())
        try stage.sql(
            """
            INSERT INTO directus_permissions (collection, action, permissions, fields, policy) VALUES
              ('topics', 'read', '{ "articles": { "_some": { "sort": { "_nnull": true } } } }', '*',
                '00000000-0000-0000-0000-000000000001'),
              ('articles_topics', 'read', '{}', '*', '00000000-0000-0000-0000-000000000001');
            INSERT INTO topics (id, name, slug) VALUES (1, 'T', 't'), (2, 'U', 'u');
            INSERT INTO articles_topics (id, topics_id, sort) VALUES (1, 1, 1)
            """)
        let ledger = try stage.ledger()
        #expect(try stage.look(ledger: ledger) == [])
        try stage.sql("UPDATE articles_topics SET topics_id = 2")
        #expect(try stage.look(ledger: ledger) == ["/t", "/u"])
        try stage.sql("UPDATE articles_topics SET sort = NULL")
        #expect(try stage.look(ledger: ledger) == ["/u"])
    }
}
