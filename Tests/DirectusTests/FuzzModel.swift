/// A database with a column of every kind, relations of every kind, and some that cannot be followed.
enum FuzzModel {
    /// One of each type.
    private static let ownColumns = """
        t text, v varchar(5), c char(3), i int, b bigint, n numeric(5,2), f real, d float8, z boolean, u uuid, tz timestamptz,
          ts timestamp, da date, ti time, j json, jb jsonb, mood mood, ip inet, p point, x xml, a int[], iv interval, by bytea,
          whole whole, short short, ci citext, m money, bi bit(3), r int4range, "Äb""c" text, "key" text, path text, k0 int
        """
    static let sql = """
        CREATE EXTENSION IF NOT EXISTS citext; CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN whole AS int CHECK (VALUE > 0);
        CREATE DOMAIN short AS varchar(3); CREATE SCHEMA other;
        CREATE TABLE "item" (id int PRIMARY KEY, \(ownColumns), parent int REFERENCES "item");
        CREATE TABLE tags (id uuid PRIMARY KEY, slug text, item int REFERENCES "item", at timestamptz);
        CREATE TABLE topics (id serial PRIMARY KEY, slug text, live boolean);
        CREATE TABLE item_topics (item_id int REFERENCES "item", topics_id int REFERENCES topics, sort int);
        CREATE TABLE pairs (a int, b varchar(9), t text, at timestamp, item int REFERENCES "item", PRIMARY KEY (a, b));
        CREATE TABLE blocks (id serial PRIMARY KEY, item_id int REFERENCES "item", item text, collection text, sort int);
        CREATE TABLE hero (id int PRIMARY KEY, title text, tag uuid REFERENCES tags);
        CREATE TABLE loose (t text, item int);
        CREATE VIEW seen AS SELECT * FROM topics;
        CREATE TABLE days (id int, at date, t text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
        CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM (MINVALUE) TO (MAXVALUE);
        CREATE TABLE "Odd""name" (id text PRIMARY KEY, "e\u{301}" text, item int REFERENCES "item");
        CREATE TABLE twice (id int PRIMARY KEY, one int REFERENCES "item", two int REFERENCES "item");
        CREATE TABLE directus_users (id uuid PRIMARY KEY, name text, last_page text);
        CREATE TABLE directus_relations (id serial PRIMARY KEY, many_collection text, many_field text, one_collection text,
          one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
        INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, one_collection_field,
          one_allowed_collections, sort_field) VALUES
          ('tags', 'item', 'item', 'tags', NULL, NULL, NULL), ('item', 'parent', 'item', 'children', NULL, NULL, 'i'),
          ('item_topics', 'item_id', 'item', 'topics', NULL, NULL, 'sort'),
          ('item_topics', 'topics_id', 'topics', NULL, NULL, NULL, NULL),
          ('blocks', 'item_id', 'item', 'blocks', NULL, NULL, 'sort'),
          ('blocks', 'item', NULL, NULL, 'collection', 'hero,topics,seen,loose,pairs,gone', NULL),
          ('item', 'u', 'directus_users', 'items', NULL, NULL, 'gone'), ('item', 'b', 'seen', 'seers', NULL, NULL, NULL),
          ('item', 't', 'topics', 'misfits', NULL, NULL, NULL), ('item', 'v', 'loose', 'looses', NULL, NULL, NULL),
          ('loose', 'item', 'item', 'loose', NULL, NULL, NULL), ('item', 'ghost', 'topics', 'ghosts', NULL, NULL, NULL),
          ('gone', 'item', 'item', 'gone', NULL, NULL, NULL), ('item', 'x', 'item', 'xs', NULL, NULL, NULL),
          ('seen', 'id', 'topics', 'views', NULL, NULL, NULL), ('loose', 'nothing', 'topics', 'loosened', NULL, NULL, NULL),
          ('hero', 'item', NULL, NULL, 'missing', 'item', NULL);
        INSERT INTO "item" (id, t, tz, ts, da, i, n, f, z) VALUES (1, 'x', '2026-05-01', '2026-05-01', '2026-05-01', 1, 1, 1, true),
          (2, '', 'infinity', 'infinity', 'infinity', 2147483647, 999.99, 'NaN', false),
          (3, 'a\\', '-infinity', '-infinity', '-infinity', -2147483648, 'NaN', 'Infinity', NULL),
          (4, 'é', '4713-01-01 BC', '4713-01-01 BC', '4713-01-01 BC', 0, 0, 0, true),
          (5, '/', '294276-12-31', '294276-12-31', '5874897-12-31', 0, 0, 0, true), (6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
        UPDATE "item" SET parent = id - 1 WHERE id > 1;
        INSERT INTO tags SELECT gen_random_uuid(), 's' || i, i, now() FROM generate_series(1, 6) AS i;
        INSERT INTO topics SELECT i, 't' || i, true FROM generate_series(1, 3) AS i; INSERT INTO loose SELECT t, id FROM "item";
        INSERT INTO item_topics SELECT i, 1 + i % 3, i FROM generate_series(1, 6) AS i;
        INSERT INTO pairs SELECT i, i::text, 'p', 'infinity', i FROM generate_series(1, 6) AS i;
        INSERT INTO hero SELECT i, 'h', NULL FROM generate_series(1, 3) AS i; INSERT INTO days VALUES (1, '2026-01-01', 'd');
        INSERT INTO blocks (item_id, item, collection, sort) SELECT i, i, 'hero', i FROM generate_series(1, 6) AS i;
        INSERT INTO "Odd""name" VALUES ('o', 'e', 1); INSERT INTO twice VALUES (1, 1, 2);
        """

    /// Tables that can be watched, and some that cannot.
    static let tables = [
        "item", "item", "item", "tags", "topics", "pairs", "blocks", "hero", "days", "Odd\"name", "twice",
        "directus_users",
    ]
    static let wrongTables = ["seen", "loose", "gone", "it\nem", "", "item_topics", "days_1", "pg_class", "Item"]
    /// Fields by table that are relations, and where they lead.
    static let relations: [String: [(field: String, target: String)]] = [
        "item": [
            ("parent", "item"), ("children", "item"), ("tags", "tags"), ("topics", "item_topics"), ("blocks", "blocks"),
            ("pairs", "pairs"), ("Odd\"name", "Odd\"name"), ("u", "directus_users"), ("loose", "loose"),
        ],
        "tags": [("item", "item"), ("hero", "hero")], "topics": [("item_topics", "item_topics")],
        "item_topics": [("item_id", "item"), ("topics_id", "topics")], "pairs": [("item", "item")],
        "blocks": [("item_id", "item"), ("item:hero", "hero"), ("item:topics", "topics")],
        "hero": [("tag", "tags")], "Odd\"name": [("item", "item")], "twice": [("one", "item"), ("two", "item")],
        "directus_users": [("items", "item")], "loose": [("item", "item")],
    ]
    /// The same for relations that cannot be followed.
    static let broken: [String: [(field: String, target: String)]] = [
        "item": [
            ("b", "seen"), ("t", "topics"), ("v", "loose"), ("ghost", "topics"), ("gone", "gone"), ("twice", "twice"),
            ("x", "item"), ("xs", "item"),
        ],
        "topics": [("misfits", "item"), ("ghosts", "item"), ("views", "seen"), ("loosened", "loose")],
        "blocks": [
            ("item:seen", "seen"), ("item:loose", "loose"), ("item:pairs", "pairs"), ("item:gone", "gone"),
            ("item:nope", "item"),
        ],
        "hero": [("item:item", "item")], "loose": [("looses", "item")],
    ]

    static func isMany(_ field: String) -> Bool {
        ["children", "tags", "topics", "blocks", "pairs", "Odd\"name", "hero", "item_topics", "items", "loose"]
            .contains(field)
    }

    static let columns: [String: [String]] = [
        "item": [
            "id", "t", "v", "c", "i", "b", "n", "f", "d", "z", "u", "tz", "ts", "da", "ti", "j", "jb", "mood", "ip",
            "p", "x",
            "a", "iv", "by", "whole", "short", "ci", "m", "bi", "r", "Äb\"c", "key", "path", "k0", "parent",
        ],
        "tags": ["id", "slug", "item", "at"], "topics": ["id", "slug", "live"],
        "item_topics": ["item_id", "topics_id", "sort"], "pairs": ["a", "b", "t", "at", "item"],
        "blocks": ["id", "item", "collection", "sort"], "hero": ["id", "title", "tag"], "loose": ["t", "item"],
        "seen": ["id", "slug", "live"], "days": ["id", "at", "t"], "Odd\"name": ["id", "e\u{301}", "\u{E9}", "item"],
        "twice": ["id", "one", "two"], "directus_users": ["id", "name", "last_page"],
    ]
}
