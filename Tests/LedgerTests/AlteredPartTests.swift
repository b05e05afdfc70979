import Freshen
import Ledger
import TestSupport
import Testing

/// Partitions and inheriting tables that are altered while they are detached, so that no row is written.
@Suite(.timeLimit(.minutes(10))) struct AlteredPartTests {
    private static let newColumn = "ALTER TABLE p1 DROP COLUMN v; ALTER TABLE p1 ADD COLUMN v text"

    private func stage(_ yaml: String, _ rows: String) throws -> Stage {
        let database = try PostgresServer.running().makeDatabase(named: "parts")
        let stage = try Stage(yaml, database: database)
        try stage.sql(rows)
        _ = try Migrator(open(database)).migrate()
        #expect(try stage.look() == [])
        return stage
    }

    @Test(arguments: [
        (newColumn, ["/p/p1", "/p/p2", "/p/p3"]), (newColumn + " DEFAULT 'NEW'", ["/p/p1", "/p/p2", "/p/p3"]),
        (
            "ALTER TABLE p1 RENAME v TO x; ALTER TABLE p1 RENAME w TO v; ALTER TABLE p1 RENAME x TO w",
            ["/p/p1", "/p/p2", "/p/p3"]
        ),
        ("ALTER TABLE p1 ALTER v SET STATISTICS 10", []),
    ])
    func `of the collection itself`(alteration: String, paths: [String]) throws {
        for fields in ["", ", fields: [slug, v]"] {
            let stage = try stage(
                "collections: { post: { routes: [{ path: '/p/{slug}'\(fields) }] } }\n",
                """
                CREATE TABLE post (id int PRIMARY KEY, slug text, v text, w text) PARTITION BY RANGE (id);
                CREATE TABLE p1 PARTITION OF post DEFAULT;
                INSERT INTO post SELECT i, 'p' || i, 'v', 'w' FROM generate_series(1, 3) AS i
                """)
            try stage.sql(
                "ALTER TABLE post DETACH PARTITION p1; \(alteration); ALTER TABLE post ATTACH PARTITION p1 DEFAULT")
            #expect(try stage.look() == paths, "\(fields)")
            #expect(try stage.look(.everyItem) == [])
        }
    }

    @Test func `of a table that inherits`() throws {
        let stage = try stage(
            "collections: { post: { routes: ['/p/{slug}'] } }\n",
            """
            CREATE TABLE post (id int PRIMARY KEY, slug text, v text);
            CREATE TABLE p1 (PRIMARY KEY (id)) INHERITS (post); INSERT INTO p1 VALUES (1, 'p1', 'v')
            """)
        try stage.sql("ALTER TABLE p1 NO INHERIT post; \(Self.newColumn); ALTER TABLE p1 INHERIT post")
        #expect(try stage.look() == ["/p/p1"])
    }

    @Test func `of related tables`() throws {
        let stage = try stage(
            "collections: { post: { shows: [who, c], routes: [{ path: '/p/{slug}', fields: [slug, who.v, c.v] }] } }\n",
            """
            CREATE TABLE people (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
            CREATE TABLE p1 PARTITION OF people DEFAULT; INSERT INTO people VALUES (1, 'v');
            CREATE TABLE post (id int PRIMARY KEY, slug text, who int REFERENCES people);
            INSERT INTO post VALUES (1, 'p1', 1), (2, 'p2', NULL), (3, 'p3', NULL);
            CREATE TABLE c (id int, post int REFERENCES post, v text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
            CREATE TABLE c1 PARTITION OF c DEFAULT; INSERT INTO c VALUES (1, 2, 'v')
            """)
        try stage.sql(
            "ALTER TABLE c DETACH PARTITION c1; ALTER TABLE c1 DROP v; ALTER TABLE c1 ADD v text; ALTER TABLE c ATTACH PARTITION c1 DEFAULT"
        )
        #expect(try stage.look() == ["/p/p2"])
        try stage.sql(
            """
            ALTER TABLE post DROP CONSTRAINT post_who_fkey; ALTER TABLE people DETACH PARTITION p1; \(Self.newColumn);
            ALTER TABLE people ATTACH PARTITION p1 DEFAULT; ALTER TABLE post ADD FOREIGN KEY (who) REFERENCES people
            """)
        #expect(try stage.look() == ["/p/p1"])
    }
}
