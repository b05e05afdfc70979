import Freshen
import LedgerSQL
import Testing

/// What changes an item's version, its next date, and whether it may have flipped.
@Suite(.timeLimit(.minutes(10))) struct VersionTests {
    private static let model = """
        CREATE TABLE regions (id int PRIMARY KEY, open boolean);
        CREATE TABLE authors (id int PRIMARY KEY, name text, region int REFERENCES regions);
        CREATE TABLE directus_users (id int PRIMARY KEY, name text, last_page text, last_access timestamptz);
        CREATE TABLE topics (id int PRIMARY KEY, slug text);
        CREATE TABLE articles (id int PRIMARY KEY, title text, views int, author int REFERENCES authors, "user" int REFERENCES directus_users,
          status text DEFAULT 'live', at timestamptz);
        CREATE TABLE articles_topics (id int PRIMARY KEY, articles_id int REFERENCES articles, topics_id int REFERENCES topics, sort int);
        CREATE TABLE articles_related (id int PRIMARY KEY, articles_id int REFERENCES articles, related_id int REFERENCES articles);
        CREATE TABLE translations (id int PRIMARY KEY, article int REFERENCES articles, title text);
        CREATE TABLE comments (id int PRIMARY KEY, article int REFERENCES articles, text text);
        CREATE TABLE notes (id int PRIMARY KEY, article int REFERENCES articles, ok boolean);
        CREATE TABLE blocks (id int PRIMARY KEY, articles_id int REFERENCES articles, item varchar(255), collection varchar(64), sort int);
        CREATE TABLE block_hero (id int PRIMARY KEY, title text);
        CREATE TABLE unread (id int PRIMARY KEY, article int REFERENCES articles);
        CREATE TABLE directus_relations (id serial PRIMARY KEY, many_collection text, many_field text,
          one_collection text, one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
        INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, one_collection_field,
          one_allowed_collections, sort_field) VALUES
          ('articles_topics', 'articles_id', 'articles', 'topics', NULL, NULL, 'sort'),
          ('articles_related', 'articles_id', 'articles', 'related', NULL, NULL, NULL),
          ('blocks', 'articles_id', 'articles', 'blocks', NULL, NULL, 'sort'),
          ('blocks', 'item', NULL, NULL, 'collection', 'block_hero', NULL);
        INSERT INTO regions VALUES (1, true); INSERT INTO authors VALUES (1, 'Ann', 1); INSERT INTO topics VALUES (1, 'red');
        INSERT INTO directus_users VALUES (1, 'Eve'); INSERT INTO block_hero VALUES (1, 'x');
        INSERT INTO articles VALUES (1, 'One', 0, 1, 1, 'live', NULL), (2, 'Two', 0, NULL, NULL, 'live', NULL), (3, 'Three', 0, NULL, NULL, 'live', '2026-05-01');
        INSERT INTO articles_topics VALUES (1, 1, 1, 1); INSERT INTO articles_related VALUES (1, 1, 3);
        INSERT INTO translations VALUES (1, 1, 'Eins'); INSERT INTO blocks VALUES (1, 1, '1', 'block_hero', 1);
        INSERT INTO comments VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 1, 'c'); INSERT INTO notes VALUES (1, 1, true);
        INSERT INTO unread VALUES (1, 1)
        """

    private static let yaml = """
        articles:
          visible: { author: { region: { _or: [{ open: true }, { open: { _null: true } }] } }, notes: { _none: { ok: false } } }
          shows: [comments, user]
          ignore: [views]
          routes:
            - "/{author.name}/{topics.topics_id.slug}"
            - { path: "/x", fields: ["blocks.item:block_hero.title", translations.title] }
        """

    /// The items whose version `sql` changes.
    private func changed(_ sql: String, _ yaml: String = VersionTests.yaml) throws -> String {
        let bench = try Bench(VersionTests.model)
        let before = try bench.items(yaml)
        try bench.run(sql)
        let after = try bench.items(yaml)
        return after.keys.filter { before[$0]?.version != after[$0]?.version }.sorted().joined(separator: " ")
    }

    @Test(arguments: [
        ("UPDATE articles SET title = 'x' WHERE id = 1", "1"), ("UPDATE articles SET views = 5", ""),
        ("UPDATE articles SET at = now() WHERE id = 2", "2"),
        ("UPDATE authors SET name = name", "1"), ("UPDATE regions SET open = open", "1"),
        ("UPDATE topics SET slug = slug", "1"),
        ("UPDATE articles_topics SET sort = 2", "1"), ("DELETE FROM articles_topics", "1"),
        ("INSERT INTO articles_topics VALUES (2, 2, 1, 1)", "2"), ("UPDATE articles_topics SET articles_id = 2", "1 2"),
        ("UPDATE translations SET title = title", "1"), ("UPDATE block_hero SET title = title", "1"),
        ("UPDATE blocks SET sort = sort", "1"), ("UPDATE comments SET text = 'x' WHERE id = 2", "1"),
        ("DELETE FROM comments WHERE id = 2", "1"), ("UPDATE notes SET ok = ok", "1"),
        ("INSERT INTO notes VALUES (2, 2, true)", "2"),
        ("UPDATE directus_users SET last_page = '/x', last_access = now()", ""),
        ("UPDATE directus_users SET name = 'Eva'", "1"),
        ("UPDATE unread SET article = 2", ""), ("UPDATE articles_related SET related_id = 2", ""),
        ("UPDATE articles SET author = NULL WHERE id = 1", "1"),
    ])
    func `every write to a row that counts changes the version, and no other write does`(sql: String, keys: String)
        throws
    {
        #expect(try changed(sql) == keys)
    }

    @Test func `without ignore every write to the item's row counts`() throws {
        #expect(try changed("UPDATE articles SET title = title WHERE id = 2", "articles:") == "2")
    }

    @Test func `rows of one transaction are told apart by their keys`() throws {
        // A set or a sum of their versions would be the same before and after.
        #expect(try changed("DELETE FROM comments WHERE id = 2", "articles: { shows: [comments] }") == "1")
        #expect(try changed("DELETE FROM comments WHERE id IN (1, 3)", "articles: { shows: [comments] }") == "1")
    }

    // MARK: Items that show items

    private static let related = """
        articles:
          visible: { status: live, at: { _or: [{ _lte: $NOW }, { _null: true }] } }
          shows: [related.related_id]
          routes:
            - "/{title}"
            - { path: "/related", fields: [related.related_id.title] }
            - { path: "/r/{related.related_id.title}", fields: [related.related_id.title] }
            - { path: "/alone", fields: [title] }
        """

    @Test func `a shown item's visibility and next date count even if nothing is written`() throws {
        let bench = try Bench(VersionTests.model)
        let source = try #require(try bench.sources(VersionTests.related).first)
        let (early, late) = ("2026-04-30T23:59:59.999999Z", "2026-05-01T00:00Z")
        let before = try bench.items(source, Window(at: early))
        let after = try bench.items(source, Window(at: late, low: early))
        #expect(before["1"]?.due == Instant(rfc3339: late) && after["1"]?.due == nil)
        #expect(before["2"]?.due == nil)
        #expect(before["1"]?.version != after["1"]?.version && before["2"]?.version == after["2"]?.version)
        let prints = { (items: [String: Item]) in
            Dictionary((items["1"]?.pages ?? []).map { ($0.path, $0.fingerprint) }) { $0 + $1 }
        }
        let (old, new) = (prints(before), prints(after))
        #expect(old.keys.sorted() == ["/One", "/alone", "/related"], "no path from a hidden item")
        #expect(new.keys.sorted() == ["/One", "/alone", "/r/Three", "/related"])
        #expect(old.keys.filter { old[$0] != new[$0] }.sorted() == ["/One", "/related"])
        #expect(after["1"]?.flippedPages == ["/One", "/r/Three", "/related"])
        #expect(after["1"]?.maybeFlipped == false && after["3"]?.maybeFlipped == true)
    }

    @Test func `a shown item whose rule reads another table changes with it`() throws {
        let yaml = """
            articles: { shows: [author] }
            authors: { visible: { region: { open: true } } }
            """
        #expect(try changed("UPDATE regions SET open = false", yaml) == "1")
        #expect(try changed("UPDATE regions SET open = open", yaml) == "")
        let bench = try Bench(VersionTests.model)
        let tables = try bench.sources(yaml).first?.tables.map { $0.name.rendered().text }
        #expect(tables == [#""public"."articles""#, #""public"."authors""#, #""public"."regions""#])
    }

    @Test func `a shown item that was visible in between flips the pages that show it`() throws {
        let bench = try Bench(VersionTests.model)
        let yaml = """
            articles:
              visible: { at: { _or: [{ _null: true }, { _between: [$NOW(-1 hour), $NOW] }] } }
              shows: [related.related_id]
              routes: [ "/{title}", { path: "/r/{related.related_id.id}", fields: [related.related_id.title] }, { path: /alone, fields: [title] } ]
            """
        let source = try #require(try bench.sources(yaml).first)
        let look = { (low: String, at: String) in try bench.items(source, Window(at: at, low: low, high: at)) }
        let over = try look("2026-04-30T00:00Z", "2026-05-02T00:00Z")
        #expect(
            over["3"]?.visible == false && over["3"]?.maybeFlipped == true
                && over["3"]?.pages.map(\.path) == ["/Three", "/alone"])
        #expect(over["1"]?.maybeFlipped == false && over["1"]?.flippedPages == ["/One", "/r/3"])
        #expect(over["2"]?.maybeFlipped == false && over["2"]?.flippedPages == [])
        let before = try look("2026-04-29T00:00Z", "2026-04-30T00:00Z")
        let after = try look("2026-05-02T00:00Z", "2026-05-03T00:00Z")
        for items in [before, after] {
            #expect(items.values.allSatisfy { !$0.maybeFlipped && $0.flippedPages == [] })
        }
    }

    @Test func `the fingerprint of a route without fields is the version`() throws {
        let bench = try Bench(VersionTests.model)
        let item = try #require(
            try bench.items("articles: { routes: [ '/{id}', '/{title}' ], tags: [ 'a:{id}' ] }")["1"])
        #expect(Set(item.pages.map(\.fingerprint)) == [item.version])
    }
}
