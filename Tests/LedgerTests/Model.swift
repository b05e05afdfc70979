import Ledger
import PostgresClient
import TestSupport

/// A small CMS in a template database: articles with author, topics and translations, pages made of blocks.
enum Model {
    private static let template = Result<String, any Error> {
        let conninfo = try PostgresServer.running().makeDatabase(named: "model")
        let connection = try open(conninfo)
        try connection.execute(schema)
        _ = try Migrator(connection).migrate()
        return databaseName(conninfo)
    }

    /// A database of its own, with the schema `freshen` and no rows.
    static func database() throws -> String {
        try PostgresServer.running().makeDatabase(named: "ledger", template: template.get())
    }

    static let schema = """
        CREATE TABLE authors (id int PRIMARY KEY, name text, slug text, status text NOT NULL DEFAULT 'published');
        CREATE TABLE articles (
            id int PRIMARY KEY, title text NOT NULL, slug text, body text NOT NULL DEFAULT '',
            status text NOT NULL DEFAULT 'published', published_at timestamptz DEFAULT '2025-01-01T00:00Z',
            expires_at timestamptz, author int REFERENCES authors ON DELETE SET NULL);
        CREATE TABLE topics (id int PRIMARY KEY, name text, slug text);
        CREATE TABLE articles_topics (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, articles_id int REFERENCES articles ON DELETE CASCADE,
            topics_id int REFERENCES topics ON DELETE CASCADE);
        CREATE TABLE articles_translations (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, articles_id int REFERENCES articles ON DELETE CASCADE,
            language text, title text, slug text);
        CREATE TABLE pages (id int PRIMARY KEY, title text, permalink text, home int);
        CREATE TABLE pages_blocks (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, pages_id int REFERENCES pages ON DELETE CASCADE, sort int,
            collection text, item text);
        CREATE TABLE block_text (id int PRIMARY KEY, content text);
        CREATE TABLE block_quote (id int PRIMARY KEY, quote text, author int REFERENCES authors ON DELETE SET NULL);
        CREATE TABLE settings (id int PRIMARY KEY, name text);
        CREATE TABLE directus_relations (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, many_collection text, many_field text, one_collection text,
            one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
        INSERT INTO directus_relations (
            many_collection, many_field, one_collection, one_field, one_collection_field, one_allowed_collections, sort_field)
        VALUES ('articles', 'author', 'authors', NULL, NULL, NULL, NULL),
            ('articles_topics', 'articles_id', 'articles', 'topics', NULL, NULL, NULL),
            ('articles_topics', 'topics_id', 'topics', 'articles', NULL, NULL, NULL),
            ('articles_translations', 'articles_id', 'articles', 'translations', NULL, NULL, NULL),
            ('pages_blocks', 'pages_id', 'pages', 'blocks', NULL, NULL, 'sort'),
            ('pages_blocks', 'item', NULL, NULL, 'collection', 'block_text,block_quote', NULL),
            ('block_quote', 'author', 'authors', NULL, NULL, NULL, NULL);
        """
}

func databaseName(_ conninfo: String) -> String {
    conninfo.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
}

/// Articles with dates, and nothing else.
let site = """
    collections:
      articles:
        visible: { status: { _eq: published } }
        publish_at: published_at
        expire_at: expires_at
        routes:
          - /articles/{slug}
          - { path: /sitemap.xml, fields: [slug] }

    """

/// Three articles that a visitor sees.
let threeArticles =
    "INSERT INTO articles (id, title, slug) VALUES (1, 'One', 'one'), (2, 'Two', 'two'), (3, 'Three', 'three')"
