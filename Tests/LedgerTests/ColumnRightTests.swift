import Configuration
import Directus
import Freshen
import Ledger
import LedgerSQL
import PostgresClient
import TestSupport
import Testing

/// A database role that may read only some columns of a table.
@Suite(.timeLimit(.minutes(10))) struct ColumnRightTests {
    private static let users = """
        CREATE TABLE directus_users (id int PRIMARY KEY, first_name text, last_name text, avatar text, "Title" text,
          password text, token text, last_access timestamptz);
        INSERT INTO directus_users VALUES (7, 'Ada', 'L', 'a.png', 'Dr', 'hash', 'token');
        ALTER TABLE articles ADD writer int REFERENCES directus_users;
        UPDATE articles SET writer = 7 WHERE id < 3
        """
    private static let routes = """
        collections:
          articles:
            shows: [writer]
            routes:
              - /articles/{slug}
              - { path: '/by/{slug}', fields: [title, writer.first_name] }
              - { path: /list, fields: [writer.last_name], sort: [title] }
              - { path: '/writers/{writer.first_name}' }

        """
    private let role = "columns_\(UInt32.random(in: 0 ... .max))"
    private let stage: Stage

    init() throws {
        stage = try Stage(Self.routes, rows: threeArticles + "; " + Self.users, unseen: true)
        try stage.sql(
            """
            CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA public, freshen TO \(role);
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA freshen TO \(role);
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA freshen TO \(role);
            GRANT SELECT ON articles, directus_relations TO \(role)
            """)
    }

    private func grant(_ columns: String, on table: String = "directus_users") throws {
        try stage.sql("GRANT SELECT (\(columns)) ON \(table) TO \(role)")
    }

    private func login() throws -> Connection {
        try open(PostgresServer.running().conninfo(database: databaseName(stage.conninfo), user: role))
    }

    @Test func `looks of every kind read the columns that pages need, and no other`() throws {
        try grant("id, first_name, last_name, xmin, ctid, tableoid")
        let own = try login()
        #expect(try stage.look(ledger: stage.ledger(own)) == [])
        try stage.sql("UPDATE directus_users SET first_name = 'Eve'")
        #expect(
            try stage.look(ledger: stage.ledger(own)) == [
                "/articles/one", "/articles/two", "/by/one", "/by/two", "/writers/Ada", "/writers/Eve",
            ])
        try stage.sql("UPDATE directus_users SET password = 'other', avatar = 'b.png', last_access = now()")
        #expect(try stage.look(ledger: stage.ledger(own)) == [], "what the role may not read is on no page")
        try stage.sql("UPDATE directus_users SET last_name = 'M'")
        let stale = try stage.look(.everyItem, ledger: stage.ledger(own))
        #expect(stale == ["/articles/one", "/articles/two", "/list", "/writers/Eve"])
        #expect(try stage.look(.everyItem, ledger: stage.ledger(own)) == [])
    }

    @Test func `a column that may be read from now on belongs to the page`() throws {
        try grant("id, first_name, last_name, xmin, ctid")
        let own = try login()
        let cache = SourceCache(readRule: readRule)
        let rules = try stage.rules()
        let before = try cache.sources(rules, own)
        #expect(try cache.sources(rules, own)[0].signature.statements == before[0].signature.statements)
        try grant("avatar")
        #expect(try cache.sources(rules, own)[0].signature.statements != before[0].signature.statements)
    }

    @Test(
        "missing columns are one GRANT for each table, and it is enough",
        arguments: [
            ("id, first_name", "last_name, xmin, ctid"), ("password", "id, first_name, last_name, xmin, ctid"),
            ("id, xmin, ctid, last_name", "first_name"),
        ])
    func missing(_ granted: String, _ columns: String) throws {
        try grant(granted)
        let connection = try login()
        let failure = try #require(throws: Failure.self) { _ = try stage.ledger(connection) }
        let grant = "GRANT SELECT (\(columns)) ON public.directus_users TO \(role)"
        #expect(failure.exit == .refused)
        #expect(failure.message == "no right to read public.directus_users: " + grant)
        try stage.sql(grant)
        #expect(try stage.look(ledger: stage.ledger(connection)) == [])
    }

    @Test func `a table without any right is granted whole, but of users only the columns`() throws {
        try stage.sql("REVOKE SELECT ON articles FROM \(role)")
        let connection = try login()
        let failure = try #require(throws: Failure.self) { _ = try stage.ledger(connection) }
        #expect(
            failure.message
                == "no right to read public.articles, public.directus_users: GRANT SELECT ON public.articles TO \(role); "
                + "GRANT SELECT (id, first_name, last_name, xmin, ctid) ON public.directus_users TO \(role)")
    }

    @Test func `a table that is rewritten after the snapshot was taken is not taken for an empty one`() throws {
        try grant("id, first_name, last_name, xmin, ctid")
        let own = try login()
        #expect(try stage.look(ledger: stage.ledger(own)) == [])
        let ledger = try stage.ledger(own)
        var migration: BackgroundThread?
        own.trace = { [stage] statement, _ in
            guard migration == nil, statement.contains("LIMIT 0") else { return }
            #expect(throws: Never.self) {
                try stage.sql("BEGIN; ALTER TABLE directus_users ALTER token TYPE varchar(9)")
            }
            migration = BackgroundThread { try commit(stage.cms, whenAwaitedIn: stage.conninfo) }
        }
        let look = try seen(ledger.look(stage.order(.everyItem)))
        try #require(migration).join()
        #expect(look.changes == 0)
    }

    @Test func `columns of Directus' own tables are enough`() throws {
        try stage.sql("REVOKE SELECT ON directus_relations FROM \(role)")
        try grant("id, first_name, last_name, xmin, ctid")
        try grant(
            "id, many_collection, many_field, one_collection, one_field, one_collection_field, one_allowed_collections, sort_field",
            on: "directus_relations")
        #expect(try stage.look(ledger: stage.ledger(login())) == [])
    }

    @Test(
        "a table of Directus that a site needs and that may not be read is a refusal with its GRANT",
        arguments: [
            ("policies", "id", "name, ip_access, admin_access", "reader"),
            ("access", "policy", "role, \"user\"", "reader"),
            ("permissions", "id", "collection, permissions, fields, action, policy", "reader"),
            ("fields", "collection", "field, special", "the order of lists and the form of values"),
        ])
    func needed(_ table: String, _ granted: String, _ missing: String, _ key: String) throws {
        try stage.sql(
            """
            CREATE TABLE directus_policies (id uuid, name text, ip_access text, admin_access boolean);
            CREATE TABLE directus_access (policy uuid, role uuid, "user" uuid);
            CREATE TABLE directus_permissions (id int, collection text, permissions json, fields text, action text, policy uuid);
            CREATE TABLE directus_fields (collection text, field text, special text);
            INSERT INTO directus_permissions VALUES (1, 'articles', NULL, '*', 'read', '00000000-0000-0000-0000-000000000001');
            INSERT INTO directus_policies VALUES ('00000000-0000-0000-0000-000000000001', 'P', NULL, FALSE);
            INSERT INTO directus_access VALUES ('00000000-0000-0000-0000-000000000001');
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role)
            """)
        stage.yaml = """
            reader: public
            languages: { en: [en-US] }
            collections: { articles: { routes: ['/articles/{slug}'] } }

            """
        #expect(throws: Never.self) { try stage.look(ledger: stage.ledger(login())) }
        let name = "directus_\(table)"
        for (columns, right) in [("", ""), (granted, " (\(missing))")] {
            try stage.sql("REVOKE SELECT ON \(name) FROM \(role)")
            if !columns.isEmpty { try grant(columns, on: name) }
            let failure = try #require(throws: Failure.self) { try stage.ledger(login()) }
            #expect(failure.exit == .refused)
            #expect(
                failure.message
                    == "no right to read \(name), which is needed for \(key): GRANT SELECT\(right) ON public.\(name) TO \(role)"
            )
        }
        try stage.sql("GRANT SELECT ON \(name) TO \(role)")
        #expect(throws: Never.self) { try stage.look(ledger: stage.ledger(login())) }
        try stage.sql("ALTER TABLE \(name) RENAME TO gone")
        let failure = try #require(throws: Failure.self) { try stage.ledger(login()) }
        #expect(failure.exit == .configuration)
        let needs = table == "fields" ? "languages" : key
        #expect(failure.message.hasSuffix("\(needs) needs the table \(name), which is missing"), "\(failure.message)")
        try stage.sql("ALTER TABLE gone RENAME TO \(name); REVOKE USAGE ON SCHEMA public FROM PUBLIC, \(role)")
        let hidden = try #require(throws: Failure.self) { try stage.ledger(login()) }
        #expect(hidden.exit == .refused)
        #expect(hidden.message.hasSuffix("GRANT USAGE ON SCHEMA public TO \(role)"), "\(hidden.message)")
    }
}
