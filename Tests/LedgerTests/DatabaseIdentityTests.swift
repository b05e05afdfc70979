import Freshen
import Testing

@testable import Ledger

/// A database that is not the one the last look saw: everything is sent, once.
@Suite(.timeLimit(.minutes(10))) struct DatabaseIdentityTests {
    @Test(arguments: [
        "database_identity = 'another'", "lsn = 'FFFFFFFF/0'", "snapshot = '4000000000:4000000000:'",
    ])
    func `a checkpoint of another database is everything once, and later looks are normal`(_ change: String) throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE freshen.checkpoint SET \(signature)")
        #expect(try stage.look() == [])
        try stage.sql("UPDATE freshen.checkpoint SET \(change); UPDATE freshen.checkpoint SET \(signature)")
        #expect(try stage.look() == ["everything"])
        #expect(try stage.look() == [])
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1")
        #expect(try stage.look() == ["/articles/one"])
    }

    @Test func `identities agree where every part that both know is the same`() {
        let identity = DatabaseIdentity(stored: "7 00000001 5 17 900")
        #expect(identity.storedWithoutWriter == "7 00000001 5 17" && identity.parts[4] == "900")
        for same in ["7 00000001 5 17 900", "  5 17 900", "  5", "", "7 00000001 5 17 "] {
            #expect(identity.agrees(with: DatabaseIdentity(stored: same)), "\(same)")
        }
        for other in ["8 00000001 5 17 900", " 00000002 5", "  6", "   18", "    901"] {
            #expect(!identity.agrees(with: DatabaseIdentity(stored: other)), "\(other)")
        }
    }

    @Test func `versions of another database are not compared`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(
            "UPDATE freshen.item SET pages = '{}' WHERE key = '2'; UPDATE freshen.checkpoint SET database_identity = 'another'"
        )
        #expect(try stage.look() == ["/articles/two", "/sitemap.xml", "everything"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a part that cannot be read makes no other database`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql(
            """
            UPDATE freshen.checkpoint
            SET database_identity = ' ' || ' ' || split_part(database_identity, ' ', 3), lsn = NULL
            """)
        #expect(try stage.look() == [])
        try stage.sql("REVOKE EXECUTE ON FUNCTION pg_control_system, pg_walfile_name(pg_lsn) FROM PUBLIC")
        #expect(try stage.look() == [])
    }

    @Test func `rows restored from a copy, the ledger's among them, are everything once`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/{slug}\", fields: [title] }] } }", rows: threeArticles)
        try stage.sql("CREATE SCHEMA saved; CREATE TABLE saved.articles AS TABLE articles")
        for table in ["checkpoint", "collection", "route", "item", "target"] {
            try stage.sql("CREATE TABLE saved.\(table) AS TABLE freshen.\(table)")
        }
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/one"])
        try stage.sql("TRUNCATE articles CASCADE; INSERT INTO articles TABLE saved.articles")
        for table in ["checkpoint", "collection", "route", "item"] {
            try stage.sql("TRUNCATE freshen.\(table); INSERT INTO freshen.\(table) TABLE saved.\(table)")
        }
        #expect(try stage.look().contains("everything"))
        #expect(try stage.look() == [])
    }
}
