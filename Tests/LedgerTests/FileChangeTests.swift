import Freshen
import Ledger
import Testing

/// A freshen.yaml or a table's structure that changes, routes for all pages of a collection, and floods.
@Suite(.timeLimit(.minutes(10))) struct FileChangeTests {
    private let topics = "  topics: { routes: [\"/topics/{slug}\"] }\n"
    private let rows = threeArticles + "; INSERT INTO topics VALUES (1, 'T', 't'), (2, 'U', 'u')"

    @Test func `a collection that is added sends its pages, and one that is removed sends them again`() throws {
        let stage = try Stage(rows: rows)
        let without = stage.yaml
        stage.yaml += topics
        #expect(try stage.look() == ["/topics/t", "/topics/u"])
        #expect(try stage.look() == [])
        stage.yaml = without
        #expect(try stage.look() == ["/topics/t", "/topics/u"])
        #expect(try stage.look() == [])
        #expect(try stage.value("SELECT string_agg(name, ',') FROM freshen.collection") == "articles")
        #expect(try stage.value("SELECT count(*) FROM freshen.item") == "3")
    }

    @Test func `a collection that replaces another one gets another number`() throws {
        let stage = try Stage(rows: rows)
        stage.yaml = "collections:\n" + topics
        #expect(
            try stage.look() == [
                "/articles/one", "/articles/three", "/articles/two", "/sitemap.xml", "/topics/t", "/topics/u",
            ])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a route that is added or removed sends its pages, and one that moved sends nothing`() throws {
        let stage = try Stage(rows: threeArticles)
        let lines = stage.yaml.split(separator: "\n").map(String.init)
        stage.yaml = (lines + ["      - { path: \"/short/{id}\", fields: [id] }"]).joined(separator: "\n")
        #expect(try stage.look() == ["/short/1", "/short/2", "/short/3"])
        stage.yaml = (lines.dropLast() + ["      - { path: \"/short/{id}\", fields: [id] }", lines[lines.count - 1]])
            .joined(separator: "\n")
        #expect(try stage.look() == [])
        #expect(try stage.look() == [])
        stage.yaml = lines.joined(separator: "\n")
        #expect(try stage.look() == ["/short/1", "/short/2", "/short/3"])
        #expect(try stage.look() == [])
    }

    @Test func `fields that change send the pages of their route`() throws {
        let stage = try Stage(rows: threeArticles)
        stage.yaml =
            stage.yaml.split(separator: "\n").dropLast().joined(separator: "\n")
            + "\n      - { path: /sitemap.xml, fields: [slug, title] }\n"
        #expect(try stage.look() == ["/sitemap.xml"])
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/articles/one", "/sitemap.xml"])
    }

    @Test func `a rule that changes hides and shows`() throws {
        let stage = try Stage(rows: threeArticles + "; UPDATE articles SET status = 'draft' WHERE id = 3")
        let before = stage.yaml
        stage.yaml = before.split(separator: "\n").filter { !$0.contains("visible:") }.joined(separator: "\n")
        #expect(try stage.look() == ["/articles/three", "/sitemap.xml"])
        stage.yaml = before
        #expect(try stage.look() == ["/articles/three", "/sitemap.xml"])
    }

    // MARK: Structure

    @Test func `a column that is dropped and added with a default is compared by value, though no row was written`()
        throws
    {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/articles/{slug}\", fields: [body] }] } }",
            rows: threeArticles)
        try stage.sql("ALTER TABLE articles ADD view_count int DEFAULT 5")
        #expect(try stage.look() == [])
        try stage.sql("ALTER TABLE articles DROP body; ALTER TABLE articles ADD body text NOT NULL DEFAULT 'other'")
        #expect(try stage.look() == ["/articles/one", "/articles/three", "/articles/two"])
        #expect(try stage.look() == [])
    }

    @Test func `a table that is swapped by rename sends nothing where the values are equal`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/articles/{slug}\", fields: [title] }] } }",
            rows: threeArticles)
        let swap = """
            ALTER TABLE articles RENAME TO old; ALTER TABLE next RENAME TO articles; DROP TABLE old CASCADE
            """
        try stage.sql(
            "CREATE TABLE next (LIKE articles INCLUDING ALL); INSERT INTO next SELECT * FROM articles; \(swap)")
        #expect(try stage.look() == [])
        try stage.sql("CREATE TABLE next (LIKE articles INCLUDING ALL); INSERT INTO next SELECT * FROM articles")
        try stage.sql("UPDATE next SET title = 'New' WHERE id = 2")
        // The new table's rows are older than the last look.
        #expect(try stage.look() == [])
        try stage.sql(swap)
        #expect(try stage.look() == ["/articles/two"])
        #expect(try stage.look() == [])
    }

    @Test func `a column that is renamed is named in the failure, and a route with its new name is another route`()
        throws
    {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/{slug}\", fields: [title] }] } }", rows: threeArticles)
        try stage.sql("ALTER TABLE articles RENAME slug TO slugs")
        let failure = try #require(throws: Failure.self) { try stage.ledger() }
        #expect(failure.exit == .configuration)
        #expect(failure.message == "freshen.yaml:1:45: articles has no field slug: did you mean slugs?")
        stage.yaml = stage.yaml.replacing("{slug}", with: "{slugs}")
        #expect(try stage.look() == ["/one", "/three", "/two"])
        #expect(try stage.look() == [])
        try stage.sql("ALTER TABLE articles RENAME title TO heading")
        stage.yaml = stage.yaml.replacing("title", with: "heading")
        #expect(try stage.look() == [])
    }

    // MARK: Floods, and routes for many pages

    @Test func `as many paths as flood allows are sent one by one, and one more is everything once`() throws {
        let stage = try Stage(rows: threeArticles)
        try stage.sql("UPDATE articles SET body = 'new'")
        #expect(try stage.look(flood: 3) == ["/articles/one", "/articles/three", "/articles/two"])
        try stage.sql("UPDATE articles SET body = 'newer'")
        #expect(try stage.look(flood: 2) == ["everything"])
        #expect(try stage.look(flood: 2) == [])
        try stage.sql("UPDATE articles SET slug = slug || '2'")
        #expect(
            try seen(stage.ledger().look(stage.order(flood: 6, isDryRun: true))).everything?.contains("flood") == true)
        #expect(try stage.look(.everyItem, flood: 6) == ["everything"])
    }

    @Test func `a path that is rewritten to several pages counts once for a flood`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { routes: ["/news/{slug}", { path: "/news/{slug}", next: "/articles/{slug}" }] }
            """, rows: threeArticles)
        try stage.sql("UPDATE articles SET body = 'new'")
        #expect(Set(try stage.look(flood: 3)) == ["/news/one", "/news/three", "/news/two"])
        try stage.sql("UPDATE articles SET body = 'newer'")
        #expect(try stage.look(flood: 2) == ["everything"])
    }

    @Test func `a path that many items yield counts once for a flood`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [/], tags: [\"article:{id}\"] } }", rows: threeArticles)
        try stage.sql("UPDATE articles SET body = 'new'")
        #expect(try stage.look(flood: 1) == ["#article:1", "#article:2", "#article:3", "/"])
    }

    @Test func `pages_of sends every page of another collection, those that are gone among them`() throws {
        let stage = try Stage(
            """
            collections:
              settings: { routes: [{ pages_of: articles, fields: [name] }] }
              articles: { routes: ["/articles/{slug}", { path: "/a/[slug]", type: page }], tags: ["article:{id}"] }
            """, rows: threeArticles + "; INSERT INTO settings VALUES (1, 'Site')")
        try stage.sql("UPDATE settings SET name = 'Other'")
        #expect(try stage.look() == ["/a/[slug]", "/articles/one", "/articles/three", "/articles/two"])
        try stage.sql("UPDATE settings SET name = 'Third'; UPDATE articles SET slug = 'uno' WHERE id = 1")
        #expect(
            try stage.look() == [
                "#article:1", "/a/[slug]", "/articles/one", "/articles/three", "/articles/two", "/articles/uno",
            ])
        try stage.sql("DELETE FROM settings; INSERT INTO articles (id, title, slug) VALUES (4, 'D', 'd')")
        let all = try stage.look()
        #expect(all.contains("/articles/d") && all.contains("/articles/two"))
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 2")
        #expect(try stage.look() == ["#article:2", "/a/[slug]", "/articles/two"])
    }

    @Test func `pages_of sends the layouts of another collection`() throws {
        let stage = try Stage(
            """
            collections:
              settings: { routes: [{ pages_of: articles, fields: [name] }] }
              articles: { routes: [{ path: "/a/[slug]", type: layout, fields: [title] }, { path: "/p/[slug]", type: page, fields: [title] }] }
            """, rows: threeArticles + "; INSERT INTO settings VALUES (1, 'Site')")
        try stage.sql("UPDATE settings SET name = 'Other'")
        #expect(try stage.look() == ["/a/[slug]", "/p/[slug]"])
        #expect(
            try stage.value("SELECT string_agg(kind || ' ' || path, ',' ORDER BY path) FROM freshen.change")
                == "layout /a/[slug],page /p/[slug]")
    }

    @Test func `a route for everything is everything when its fields change`() throws {
        let stage = try Stage(
            "collections: { settings: { routes: [{ everything: true, fields: [name] }] } }",
            rows: "INSERT INTO settings VALUES (1, 'Site')")
        #expect(try stage.look() == [])
        try stage.sql("UPDATE settings SET name = 'Other'")
        #expect(try stage.look() == ["everything"])
        try stage.sql("UPDATE settings SET name = 'Other'")
        #expect(try stage.look() == [])
    }

    @Test func `a rewrite is logged with what it is rewritten to`() throws {
        let stage = try Stage(
            "collections: { articles: { routes: [{ path: \"/news/{slug}\", next: \"/articles/{slug}\" }] } }",
            rows: threeArticles)
        try stage.sql("DELETE FROM articles WHERE id = 1")
        #expect(try stage.look() == ["/news/one"])
        #expect(try stage.value("SELECT path || ' ' || next FROM freshen.change") == "/news/one /articles/one")
    }
}
