import Freshen
import Ledger
import PostgresClient
import TestSupport
import Testing

/// Random writes and dates: looks that compare little find what a comparison of everything finds.
@Suite(.timeLimit(.minutes(10))) struct RandomizedTests {
    private static let site = """
        collections:
          articles:
            visible: { status: { _eq: published }, published_at: { _lte: $NOW } }
            expire_at: expires_at
            routes:
              - { path: "/articles/{slug}", fields: [title, body, author.name, topics.topics_id.name] }
              - "/authors/{author.slug}"
              - { path: "/topics/{topics.topics_id.slug}", fields: [title] }
              - { path: "/{translations.language}/{translations.slug}", fields: [translations.title, author.name] }
              - { path: /sitemap.xml, fields: [slug] }
            tags: ["article:{id}"]
          authors:
            visible: { status: { _eq: published } }
            routes: ["/authors/{slug}"]
          topics:
            routes: [{ path: "/topics/{slug}", fields: [name, articles.articles_id.title] }]
          pages:
            routes:
              - path: "/pages/{permalink}"
                fields: [title, blocks.sort, "blocks.item:block_text.content", "blocks.item:block_quote.quote", "blocks.item:block_quote.author.name"]
              - "/whole/{permalink}"

        """

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `looks that compare little find what a comparison of everything finds`(_ seed: UInt64) throws {
        let stage = try Stage(Self.site)
        var editor = Editor(seed: seed, start: stage.now)
        let ledger = try stage.ledger()
        var pages = try held(stage)
        var changes = 0
        for step in 1...120 {
            let batch = editor.batch()
            try stage.sql(batch)
            stage.now = editor.now
            let gained = Set(try stage.look(ledger: ledger))
            let now = try held(stage)
            let stale = Set(now.symmetricDifference(pages).map { String($0.prefix { $0 != " " }) })
            #expect(stale.subtracting(gained) == [], "seed \(seed), step \(step): \(batch)")
            let written = try stage.written(in: "'freshen'") { try stage.look(.everyItem, ledger: ledger) }
            try #require(written == ["freshen.checkpoint"], "seed \(seed), step \(step): \(batch)")
            pages = now
            changes += stale.count
        }
        #expect(changes > 100)
    }

    /// Every page that the ledger holds, as reports show it, with its route.
    private func held(_ stage: Stage) throws -> Set<String> {
        let rows = try stage.cms.query(
            """
            SELECT CASE r.kind WHEN 'tag' THEN '#' ELSE '' END || p.path || ' ' || r.id || ' ' || i.collection || ' ' || i.key
              || ' ' || p.fingerprint
            FROM freshen.item AS i CROSS JOIN LATERAL unnest(i.pages) AS p JOIN freshen.route AS r ON r.id = p.route
            """)
        return Set(rows.compactMap { $0[0] })
    }
}

/// An editor who writes at random; the same seed makes the same writes.
private struct Editor {
    private(set) var now: Instant
    private var random: SplitMix64

    init(seed: UInt64, start: Instant) {
        now = start
        random = SplitMix64(seed: seed)
    }

    /// One to five writes, in one transaction or in as many, while a little time passes.
    mutating func batch() -> String {
        now = now + .seconds([0, 1, 60, 600, 5400][below(5)])
        let writes = (0...below(5)).map { _ in write() }
        let between = chance(50) ? ";\n" : ";\nCOMMIT;\nBEGIN;\n"
        return "BEGIN;\n" + writes.joined(separator: between) + ";\nCOMMIT"
    }

    private mutating func write() -> String {
        switch below(20) {
        case 0...2:
            "INSERT INTO articles (id, title, slug, status, published_at, expires_at, author) VALUES "
                + "(\(id()), \(word()), \(slug()), \(status()), \(date()), \(date()), \(author())) ON CONFLICT (id) DO NOTHING"
        case 3: "UPDATE articles SET title = \(word()), body = \(word()) WHERE id = \(id())"
        case 4: "UPDATE articles SET slug = \(slug()), status = \(status()) WHERE id = \(id())"
        case 5: "UPDATE articles SET published_at = \(date()), expires_at = \(date()) WHERE id = \(id())"
        case 6: "UPDATE articles SET author = \(author()) WHERE id = \(id())"
        case 7: "DELETE FROM articles WHERE id IN (\(id()), \(id()))"
        case 8:
            "INSERT INTO authors VALUES (\(few()), \(word()), \(slug()), \(status())) ON CONFLICT (id) "
                + "DO UPDATE SET name = excluded.name, status = excluded.status"
        case 9:
            chance(50)
                ? "DELETE FROM authors WHERE id = \(few())" : "UPDATE authors SET slug = \(slug()) WHERE id = \(few())"
        case 10:
            "INSERT INTO topics VALUES (\(few()), \(word()), \(slug())) ON CONFLICT (id) DO UPDATE SET name = excluded.name"
        case 11:
            chance(30)
                ? "DELETE FROM topics WHERE id = \(few())" : "UPDATE topics SET slug = \(slug()) WHERE id = \(few())"
        case 12, 13:
            "INSERT INTO articles_topics (articles_id, topics_id) SELECT a.id, t.id FROM articles a, topics t "
                + "WHERE a.id = \(id()) AND t.id = \(few())"
        case 14:
            chance(50)
                ? "DELETE FROM articles_topics WHERE id % 7 = \(below(7))"
                : "UPDATE articles_topics SET articles_id = (SELECT id FROM articles WHERE id = \(id())) WHERE id % 7 = \(below(7))"
        case 15:
            "INSERT INTO articles_translations (articles_id, language, title, slug) "
                + "SELECT id, '\(["de", "fr"][below(2)])', \(word()), \(slug()) FROM articles WHERE id = \(id())"
        case 16:
            chance(50)
                ? "DELETE FROM articles_translations WHERE id % 5 = \(below(5))"
                : "UPDATE articles_translations SET title = \(word()) WHERE id % 5 = \(below(5))"
        case 17:
            "INSERT INTO pages VALUES (\(few()), \(word()), \(slug())) ON CONFLICT (id) DO UPDATE SET title = excluded.title"
        case 18: blocks()
        default: rare()
        }
    }

    private mutating func blocks() -> String {
        switch below(6) {
        case 0:
            "INSERT INTO block_text VALUES (\(few()), \(word())) ON CONFLICT (id) DO UPDATE SET content = excluded.content"
        case 1:
            "INSERT INTO block_quote VALUES (\(few()), \(word()), \(author())) ON CONFLICT (id) DO UPDATE "
                + "SET quote = excluded.quote, author = excluded.author"
        case 2, 3:
            "INSERT INTO pages_blocks (pages_id, sort, collection, item) "
                + "SELECT id, \(few()), '\(["block_text", "block_quote"][below(2)])', '\(few())' FROM pages WHERE id = \(few())"
        case 4: "UPDATE pages_blocks SET sort = \(few()) WHERE id % 3 = \(below(3))"
        default: "DELETE FROM \(["pages_blocks", "block_text", "block_quote"][below(3)]) WHERE id % 4 = \(below(4))"
        }
    }

    private mutating func rare() -> String {
        switch below(8) {
        case 0: "TRUNCATE articles_topics"
        case 1: "TRUNCATE articles CASCADE"
        case 2: "UPDATE articles SET id = id + 100 WHERE id = \(id())"
        case 3: "UPDATE articles SET title = title"
        case 4:
            "WITH gone AS (DELETE FROM articles_translations WHERE id % 2 = 0 RETURNING *) "
                + "INSERT INTO articles_translations (articles_id, language, title, slug) SELECT articles_id, language, title, slug FROM gone"
        case 5: "SAVEPOINT a; UPDATE articles SET body = \(word()); ROLLBACK TO a; RELEASE a"
        case 6: "SAVEPOINT a; UPDATE articles SET body = \(word()) WHERE id = \(id()); RELEASE a"
        default: "DELETE FROM pages WHERE id = \(few())"
        }
    }

    // MARK: Values

    private mutating func id() -> Int { below(20) }
    private mutating func few() -> Int { below(5) }
    private mutating func word() -> String { "'word \(below(6))'" }
    private mutating func slug() -> String { chance(10) ? "NULL" : "'s\(below(12))'" }
    private mutating func status() -> String { chance(75) ? "'published'" : "'draft'" }
    private mutating func author() -> String { "(SELECT id FROM authors WHERE id = \(few()))" }

    /// Long ago, soon, or never.
    private mutating func date() -> String {
        if chance(35) { return "NULL" }
        return "'\(now + .seconds([-86_400, -600, 0, 30, 600, 7200][below(6)]))'"
    }

    private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
}
