import Ledger
import PostgresClient
import TestSupport

/// The CMS that writers write to: dates, a guarded relation to one row, junctions, translations, many-to-any blocks.
enum Model {
    /// Numbers of rows to begin with; ids above them are created by writers.
    static let (events, articles, authors, topics, pages, blocks) = (800, 300, 60, 30, 60, 120)

    /// Where the clock of a race begins.
    static let start = instant("2026-01-01T00:00Z")

    /// Articles are written in every way, so that every look compares all of them.
    ///
    /// Events are mostly edited, so that only
    /// young rows are compared, and what is missed stays missed.
    static let yaml = """
        collections:
          events:
            visible: { status: { _eq: published } }
            publish_at: published_at
            expire_at: expires_at
            routes:
              - "/events/{slug}"
              - { path: "/cards/{id}", fields: [title, venue.name] }
              - { path: "/venues/{venue.slug}", fields: [title, venue.name] }
          venues:
            routes: [{ path: "/agenda/{slug}", fields: [name, events.title] }]
          articles:
            ignore: [views]
            visible:
              status: { _eq: published }
              published_at: { _lte: $NOW }
              _or: [{ expires_at: { _null: true } }, { expires_at: { _gt: $NOW } }]
            routes:
              - "/articles/{slug}"
              - { path: "/authors/{author.slug}", fields: [title] }
              - { path: "/topics/{topics.topics_id.slug}", fields: [title] }
              - { path: "/{translations.language}/{translations.slug}", fields: [translations.title, author.name] }
              - { path: /sitemap.xml, fields: [slug] }
            tags: ["article:{id}"]
          authors:
            visible: { status: { _eq: published } }
            routes: [{ path: "/authors/{slug}", fields: [name] }]
          topics:
            routes: [{ path: "/topics/{slug}", fields: [name] }]
          pages:
            routes:
              - path: "/pages/{permalink}"
                fields:
                  - title
                  - blocks.sort
                  - "blocks.item:block_text.content"
                  - "blocks.item:block_quote.quote"
                  - "blocks.item:block_quote.author.name"

        """

    private static let schema = """
        CREATE TABLE venues (id int PRIMARY KEY, name text NOT NULL, slug text NOT NULL);
        CREATE TABLE events (
            id int PRIMARY KEY, title text NOT NULL, slug text NOT NULL, body text NOT NULL DEFAULT '', status text NOT NULL,
            published_at timestamptz, expires_at timestamptz, date_updated timestamptz,
            venue int REFERENCES venues ON DELETE SET NULL);
        CREATE TABLE authors (id int PRIMARY KEY, name text NOT NULL, slug text NOT NULL, status text NOT NULL);
        CREATE TABLE articles (
            id int PRIMARY KEY, title text NOT NULL, slug text NOT NULL, body text NOT NULL DEFAULT '', status text NOT NULL,
            published_at timestamptz, expires_at timestamptz, date_updated timestamptz, views int NOT NULL DEFAULT 0,
            author int REFERENCES authors ON DELETE SET NULL);
        CREATE TABLE topics (id int PRIMARY KEY, name text NOT NULL, slug text NOT NULL);
        CREATE TABLE articles_topics (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, articles_id int REFERENCES articles ON DELETE CASCADE,
            topics_id int REFERENCES topics ON DELETE CASCADE);
        CREATE TABLE articles_translations (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, articles_id int REFERENCES articles ON DELETE SET NULL,
            language text NOT NULL, title text NOT NULL, slug text NOT NULL);
        CREATE TABLE pages (id int PRIMARY KEY, title text NOT NULL, permalink text NOT NULL);
        CREATE TABLE pages_blocks (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, pages_id int REFERENCES pages ON DELETE CASCADE, sort int,
            collection text, item text);
        CREATE TABLE block_text (id int PRIMARY KEY, content text NOT NULL);
        CREATE TABLE block_quote (id int PRIMARY KEY, quote text NOT NULL, author int);
        CREATE TABLE directus_relations (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, many_collection text, many_field text, one_collection text,
            one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
        INSERT INTO directus_relations (
            many_collection, many_field, one_collection, one_field, one_collection_field, one_allowed_collections, sort_field)
        VALUES ('articles_topics', 'articles_id', 'articles', 'topics', NULL, NULL, NULL),
            ('articles_topics', 'topics_id', 'topics', NULL, NULL, NULL, NULL),
            ('articles_translations', 'articles_id', 'articles', 'translations', NULL, NULL, NULL),
            ('pages_blocks', 'pages_id', 'pages', 'blocks', NULL, NULL, 'sort'),
            ('pages_blocks', 'item', NULL, NULL, 'collection', 'block_text,block_quote', NULL),
            ('block_quote', 'author', 'authors', NULL, NULL, NULL, NULL);
        """

    /// A date is a multiple of ten seconds, a third of them in the future.
    private static func date(_ id: String) -> String {
        "'\(start)'::timestamptz + (\(id) * 7919 % 90 - 60) * interval '10 seconds'"
    }

    private static let rows = """
        INSERT INTO venues SELECT n, 'venue ' || n, 'v' || n FROM generate_series(1, 40) AS n;
        INSERT INTO events (id, title, slug, status, published_at, expires_at, venue)
            SELECT n, 'event ' || n, 'e' || n, CASE n % 8 WHEN 0 THEN 'draft' ELSE 'published' END, \(date("n")),
              CASE n % 4 WHEN 0 THEN \(date("(n + 31)")) + interval '5 minutes' END, nullif(n % 41, 0)
            FROM generate_series(1, \(events)) AS n;
        INSERT INTO authors SELECT n, 'author ' || n, 'a' || n, CASE n % 5 WHEN 0 THEN 'draft' ELSE 'published' END
            FROM generate_series(1, \(authors)) AS n;
        INSERT INTO articles (id, title, slug, status, published_at, expires_at, author)
            SELECT n, 'article ' || n, 'a' || n, CASE n % 8 WHEN 0 THEN 'draft' ELSE 'published' END, \(date("n")),
              CASE n % 4 WHEN 0 THEN \(date("(n + 31)")) + interval '5 minutes' END, nullif(n % \(authors + 1), 0)
            FROM generate_series(1, \(articles)) AS n;
        INSERT INTO topics SELECT n, 'topic ' || n, 't' || n FROM generate_series(1, \(topics)) AS n;
        INSERT INTO articles_topics (articles_id, topics_id)
            SELECT n, 1 + (n * m) % \(topics) FROM generate_series(1, \(articles)) AS n, generate_series(1, 2) AS m;
        INSERT INTO articles_translations (articles_id, language, title, slug)
            SELECT n, l, l || ' title ' || n, l || n FROM generate_series(1, \(articles)) AS n, unnest('{de,fr}'::text[]) AS l;
        INSERT INTO pages SELECT n, 'page ' || n, 'p' || n FROM generate_series(1, \(pages)) AS n;
        INSERT INTO block_text SELECT n, 'text ' || n FROM generate_series(1, \(blocks)) AS n;
        INSERT INTO block_quote SELECT n, 'quote ' || n, 1 + n % \(authors) FROM generate_series(1, \(blocks)) AS n;
        INSERT INTO pages_blocks (pages_id, sort, collection, item)
            SELECT 1 + (n * m) % \(pages), n, CASE m WHEN 1 THEN 'block_text' ELSE 'block_quote' END, n::text
            FROM generate_series(1, \(blocks)) AS n, generate_series(1, 2) AS m;
        """

    /// The model's cluster: no transaction of another test holds its snapshots back, which would hide a loss.
    static let server = Result<PostgresServer, any Error> { try PostgresServer.start() }

    private static let template = Result<String, any Error> {
        let conninfo = try server.get().makeDatabase(named: "model")
        let connection = try open(conninfo)
        try connection.execute(schema + rows)
        _ = try Migrator(connection).migrate()
        return databaseName(conninfo)
    }

    /// A database of its own, with the schema `freshen`, never looked at.
    static func database() throws -> String {
        try server.get().makeDatabase(named: "race", template: template.get())
    }
}

func databaseName(_ conninfo: String) -> String {
    conninfo.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
}
