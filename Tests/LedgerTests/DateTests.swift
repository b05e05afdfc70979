import Freshen
import Testing

/// Dates that pass: in other tables, as days, at the ends of months, and between two looks.
@Suite(.timeLimit(.minutes(10))) struct DateTests {
    /// Two authors in countries that are not open, one in a country that is; articles of the first and of the last.
    private static let countries = """
        CREATE TABLE worlds (id int PRIMARY KEY, opens_at timestamptz);
        CREATE TABLE countries (id int PRIMARY KEY, opens_at timestamptz, world int REFERENCES worlds);
        ALTER TABLE authors ADD country int REFERENCES countries;
        INSERT INTO worlds VALUES (1, NULL), (2, '2025-01-01T00:00Z');
        INSERT INTO countries VALUES (1, NULL, 1), (2, '2025-01-01T00:00Z', 2);
        INSERT INTO authors (id, name, slug, country) VALUES (1, 'Ann', 'ann', 1), (2, 'Ben', 'ben', 2);
        INSERT INTO articles (id, title, slug, author) VALUES (1, 'A', 'a', 1), (2, 'B', 'b', 1), (3, 'C', 'c', 2)
        """

    /// Articles show authors, whose rule reads the author's country or the country's world, tables that no article names.
    @Test(arguments: [
        ("country: { opens_at: { _lte: $NOW } }", "countries"),
        ("country: { world: { opens_at: { _lte: $NOW } } }", "worlds"),
    ])
    func `a shown row's rule reads another table, whose date is set now and passes tomorrow`(
        _ rule: String, _ table: String
    ) throws {
        for (fields, isByVersion) in [("", true), (", fields: [author.name]", false)] {
            let stage = try Stage(
                """
                collections:
                  articles: { shows: [author], routes: [{ path: "/{slug}"\(fields) }] }
                  authors: { visible: { \(rule) } }
                """, rows: Self.countries)
            // The author is hidden before and after this write: only the date changes.
            try stage.sql("UPDATE \(table) SET opens_at = '2026-01-02T00:00Z' WHERE id = 1")
            #expect(try stage.look() == (isByVersion ? ["/a", "/b"] : []))
            stage.now = instant("2026-01-01T23:59Z")
            #expect(try stage.look() == [])
            stage.now = instant("2026-01-02T00:00Z")
            #expect(try stage.look() == ["/a", "/b"], "\(fields)")
            #expect(try stage.look() == [])
            // The author was shown, and is hidden until tomorrow.
            try stage.sql("UPDATE \(table) SET opens_at = '2026-01-03T00:00Z' WHERE id = 2")
            #expect(try stage.look() == ["/c"])
            stage.now = instant("2026-01-03T00:00Z")
            #expect(try stage.look() == ["/c"], "\(fields)")
            #expect(try stage.look(.everyItem) == [])
        }
    }

    @Test func `a date of a shown item passes, and a page that does not show the item is not sent`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { publish_at: published_at, routes: [] }
              topics: { shows: [articles.articles_id], routes: [{ path: "/names/{slug}", fields: [name] }, { path: "/first/{slug}", fields: [articles.articles_id.title] }] }
            """,
            rows: """
                INSERT INTO articles (id, title, slug, published_at) VALUES (1, 'A', 'a', '2026-01-01T01:00Z');
                INSERT INTO topics VALUES (1, 'T', 't');
                INSERT INTO articles_topics (articles_id, topics_id) VALUES (1, 1)
                """)
        stage.now = instant("2026-01-01T01:00Z")
        #expect(try stage.look() == ["/first/t"])
    }

    // MARK: Between two looks

    @Test func `an item that was visible between two looks has all its pages sent, those with fields among them`()
        throws
    {
        let stage = try Stage(
            rows: threeArticles + """
                ; INSERT INTO articles (id, title, slug, published_at, expires_at)
                VALUES (4, 'D', 'd', '2026-01-01T01:00Z', '2026-01-01T02:00Z')
                """)
        stage.now = instant("2026-01-01T03:00Z")
        #expect(try stage.look() == ["/articles/d", "/sitemap.xml"])
        #expect(try stage.look() == [])
    }

    @Test func `an item that was hidden between two looks has its page with fields sent, though they are the same`()
        throws
    {
        let stage = try Stage(
            """
            collections:
              articles:
                visible: { _or: [{ expires_at: { _gt: $NOW } }, { published_at: { _lte: $NOW } }] }
                routes: [{ path: "/{slug}", fields: [title] }]
            """,
            rows: """
                INSERT INTO articles (id, title, slug, published_at, expires_at)
                VALUES (1, 'A', 'a', '2026-01-01T02:00Z', '2026-01-01T01:00Z'), (2, 'B', 'b', '2025-01-01T00:00Z', NULL)
                """)
        stage.now = instant("2026-01-01T03:00Z")
        #expect(try stage.look() == ["/a"])
        #expect(try stage.look() == [])
    }

    @Test func `a shown item that was visible between two looks has the pages sent that show it`() throws {
        let stage = try Stage(
            """
            collections:
              articles: { routes: [{ path: "/{slug}", fields: [author.name] }, { path: "/plain/{slug}", fields: [title] }] }
              authors: { publish_at: opens_at, expire_at: closes_at }
            """,
            rows: """
                ALTER TABLE authors ADD opens_at timestamptz, ADD closes_at timestamptz;
                INSERT INTO authors (id, name, opens_at, closes_at)
                VALUES (1, 'Ann', '2026-01-01T01:00Z', '2026-01-01T02:00Z'), (2, 'Ben', '2025-01-01T00:00Z', NULL);
                INSERT INTO articles (id, title, slug, author) VALUES (1, 'A', 'a', 1), (2, 'B', 'b', 2)
                """)
        stage.now = instant("2026-01-01T03:00Z")
        #expect(try stage.look() == ["/a"])
        #expect(try stage.look() == [])
    }

    @Test func `a day compared by _lt has passed when it is over`() throws {
        let stage = try Stage(
            "collections: { notes: { visible: { day: { _lt: $NOW } }, routes: [\"/{id}\"] } }",
            rows: "CREATE TABLE notes (id int PRIMARY KEY, day date); INSERT INTO notes VALUES (1, '2026-01-01')")
        stage.now = instant("2026-01-01T23:59:59.999999Z")
        #expect(try stage.look() == [])
        stage.now = instant("2026-01-02T00:00Z")
        #expect(try stage.look() == ["/1"])
        #expect(try stage.look(.everyItem) == [])
    }

    @Test func `a month ago, at the end of February`() throws {
        let stage = try Stage(
            "collections: { notes: { visible: { at: { _lt: $NOW(-1 month) } }, routes: [\"/{id}\"] } }",
            rows: """
                CREATE TABLE notes (id int PRIMARY KEY, at timestamptz);
                INSERT INTO notes SELECT n, '2026-01-27T12:00Z'::timestamptz + n * interval '1 day' FROM generate_series(1, 4) AS n
                """)
        for day in ["2026-01-20T00:00Z", "2026-02-10T00:00Z", "2026-02-27T12:00Z"] {
            stage.now = instant(day)
            #expect(try stage.look() == [])
        }
        stage.now = instant("2026-02-28T12:00:00.000001Z")
        #expect(try stage.look() == ["/1"], "28 January")
        stage.now = instant("2026-03-01T00:00Z")
        #expect(
            try stage.look() == ["/2", "/3", "/4"], "29 to 31 January: 1 March is the first day a month after them")
        stage.now = instant("2026-03-10T00:00Z")
        #expect(try stage.look() == [])
        #expect(try stage.value("SELECT count(*) FROM freshen.item WHERE next_due IS NOT NULL") == "0")
    }
}
