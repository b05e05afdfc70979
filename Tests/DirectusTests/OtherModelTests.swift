import Freshen
import Ledger
import PostgresClient
import Testing

/// A shop, whose model differs from a blog's: slugs in translations only, blocks within blocks, several many-to-many
/// fields on one collection, one of them to itself, and children of children.
@Suite(.timeLimit(.minutes(10))) struct OtherModelTests {
    private static let model = """
        CREATE TABLE languages (code varchar(10) PRIMARY KEY, live boolean);
        CREATE TABLE products (id uuid PRIMARY KEY, status text, launch timestamptz);
        CREATE TABLE products_translations (id serial PRIMARY KEY, products_id uuid REFERENCES products,
          languages_code varchar(10) REFERENCES languages, slug text, name text);
        CREATE TABLE categories (id serial PRIMARY KEY, slug text, parent int REFERENCES categories);
        CREATE TABLE products_categories (products_id uuid REFERENCES products, categories_id int REFERENCES categories,
          PRIMARY KEY (products_id, categories_id));
        CREATE TABLE products_products (id serial PRIMARY KEY, products_id uuid REFERENCES products,
          related_products_id uuid REFERENCES products, sort int);
        CREATE TABLE pages (id serial PRIMARY KEY, path text);
        CREATE TABLE pages_blocks (id serial PRIMARY KEY, pages_id int REFERENCES pages, item text, collection text, sort int);
        CREATE TABLE block_columns (id serial PRIMARY KEY, title text);
        CREATE TABLE block_columns_items (id serial PRIMARY KEY, block_columns_id int REFERENCES block_columns, item text,
          collection text, sort int);
        CREATE TABLE block_teaser (id serial PRIMARY KEY, product uuid REFERENCES products, text text);
        CREATE TABLE menus (id serial PRIMARY KEY, name text);
        CREATE TABLE menu_items (id serial PRIMARY KEY, menu int REFERENCES menus, label text, sort int);
        CREATE TABLE menu_links (id serial PRIMARY KEY, item int REFERENCES menu_items, url text, sort int);
        CREATE TABLE directus_relations (id serial PRIMARY KEY, many_collection text, many_field text,
          one_collection text, one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
        INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, one_collection_field,
          one_allowed_collections, sort_field) VALUES
          ('products_translations', 'products_id', 'products', 'translations', NULL, NULL, NULL),
          ('products_translations', 'languages_code', 'languages', NULL, NULL, NULL, NULL),
          ('products_categories', 'products_id', 'products', 'categories', NULL, NULL, NULL),
          ('products_categories', 'categories_id', 'categories', 'products', NULL, NULL, NULL),
          ('categories', 'parent', 'categories', 'children', NULL, NULL, NULL),
          ('products_products', 'products_id', 'products', 'related', NULL, NULL, 'sort'),
          ('products_products', 'related_products_id', 'products', 'related_by', NULL, NULL, NULL),
          ('pages_blocks', 'pages_id', 'pages', 'blocks', NULL, NULL, 'sort'),
          ('pages_blocks', 'item', NULL, NULL, 'collection', 'block_columns,block_teaser', NULL),
          ('block_columns_items', 'block_columns_id', 'block_columns', 'items', NULL, NULL, 'sort'),
          ('block_columns_items', 'item', NULL, NULL, 'collection', 'block_teaser', NULL),
          ('block_teaser', 'product', 'products', NULL, NULL, NULL, NULL),
          ('menu_items', 'menu', 'menus', 'items', NULL, NULL, 'sort'),
          ('menu_links', 'item', 'menu_items', 'links', NULL, NULL, 'sort');
        INSERT INTO languages VALUES ('de', true), ('en', true), ('fr', false);
        INSERT INTO products SELECT ('00000000-0000-0000-0000-00000000000' || i)::uuid, 'live',
          CASE i WHEN 3 THEN timestamptz '2026-05-01' END FROM generate_series(1, 3) AS i;
        INSERT INTO products_translations (products_id, languages_code, slug, name)
          SELECT p.id, l.code, l.code || '-' || right(p.id::text, 1), 'N' FROM products AS p, languages AS l ORDER BY p.id, l.code;
        INSERT INTO categories VALUES (1, 'all', NULL), (2, 'shoes', 1), (3, 'boots', 2);
        INSERT INTO products_categories SELECT id, 3 FROM products; INSERT INTO products_categories SELECT id, 2 FROM products LIMIT 1;
        INSERT INTO products_products (products_id, related_products_id, sort) SELECT a.id, b.id, 1 FROM products AS a, products AS b
          WHERE right(a.id::text, 1)::int + 1 = right(b.id::text, 1)::int;
        INSERT INTO pages VALUES (1, '/'); INSERT INTO block_columns VALUES (1, 'C'), (2, 'D');
        INSERT INTO block_teaser SELECT right(id::text, 1)::int, id, 'T' FROM products;
        INSERT INTO pages_blocks (pages_id, item, collection, sort) VALUES (1, '1', 'block_columns', 1), (1, '1', 'block_teaser', 2);
        INSERT INTO block_columns_items (block_columns_id, item, collection, sort) VALUES (1, '2', 'block_teaser', 1), (1, '3', 'block_teaser', 2);
        INSERT INTO menus VALUES (1, 'main'); INSERT INTO menu_items VALUES (1, 1, 'A', 1), (2, 1, 'B', 2);
        INSERT INTO menu_links VALUES (1, 1, '/a', 1), (2, 2, '/b', 1), (3, 2, '/c', 2)
        """

    private static let products = """
        products:
          visible:
            status: live
            launch: { _or: [{ _null: true }, { _lte: $NOW }] }
            translations: { _some: { languages_code: { live: true } } }
          routes:
            - "/{translations.languages_code}/{translations.slug}"
            - { path: "/c/{categories.categories_id.slug}", fields: [translations.name] }
            - { path: "/c/{categories.categories_id.parent.slug}/{categories.categories_id.slug}", fields: [id] }
            - { path: "/rel/{related.related_products_id.translations.slug}", fields: [translations.slug] }
            - { path: "/by/{related_by.products_id.translations.slug}", fields: [related.related_products_id.translations.slug, related.sort] }
        """
    private static let pages = """
        pages:
          routes:
            - { path: "{path}", fields: ["blocks.item:block_columns.items.item:block_teaser.product.translations.slug", "blocks.item:block_columns.items.item:block_teaser.text", "blocks.item:block_teaser.product.translations.slug"] }
            - "/all{path}"
        """
    private static let menus = """
        menus: { visible: { items: { _some: { links: { _some: { url: { _nnull: true } } } } } }, routes: [ { path: /menu, fields: [items.links.url, items.label] }, '/{items.links.url}/{items.label}' ] }
        """

    private func key(_ number: Int) -> String { "00000000-0000-0000-0000-00000000000\(number)" }

    @Test func `slugs from translations, several fields to many, and a relation to itself`() throws {
        let bench = try Bench(OtherModelTests.model)
        let pages = try bench.pages(OtherModelTests.products)
        #expect(
            pages[key(2)] == [
                "/de/de-2", "/en/en-2", "/fr/fr-2", "/c/boots", "/c/shoes/boots", "/rel/de-3", "/rel/en-3", "/rel/fr-3",
                "/by/de-1", "/by/en-1", "/by/fr-1",
            ])
        #expect(
            pages[key(1)]?.filter { $0.hasPrefix("/c/") } == ["/c/boots", "/c/shoes", "/c/all/shoes", "/c/shoes/boots"])
        #expect(try bench.pages(OtherModelTests.products, at: "2026-04-01T00:00Z")[key(3)] == [])
        let due = try bench.items(OtherModelTests.products, at: "2026-04-01T00:00Z").mapValues { $0.due?.description }
        #expect(
            due == [key(1): nil, key(2): "2026-05-01T00:00:00Z", key(3): "2026-05-01T00:00:00Z"])
    }

    /// The paths whose fingerprint `sql` changes.
    private func changed(_ bench: Bench, _ yaml: String, _ sql: String) throws -> [String] {
        let prints = { () throws -> [String: String] in
            let pages = try bench.items(yaml).values.flatMap(\.pages)
            return Dictionary(pages.map { ($0.path, $0.fingerprint) }, uniquingKeysWith: { min($0, $1) + max($0, $1) })
        }
        let before = try prints()
        try bench.run(sql)
        let after = try prints()
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }

    @Test(arguments: [
        ("UPDATE products_translations SET slug = 'neu' WHERE id = 7", ["/", "/all"]),
        ("UPDATE products_translations SET slug = 'neu' WHERE id = 1", ["/", "/all"]),
        ("UPDATE products_translations SET name = 'neu' WHERE id = 1", ["/all"]),
        ("UPDATE block_columns_items SET sort = 3 - sort", ["/", "/all"]),
        ("UPDATE block_columns SET title = 'x' WHERE id = 1", ["/all"]),
        ("UPDATE block_columns SET title = 'x' WHERE id = 2", []),
        ("UPDATE pages_blocks SET sort = 3 - sort", ["/", "/all"]),
        ("UPDATE block_teaser SET text = 'x' WHERE id = 3", ["/", "/all"]),
        ("UPDATE block_teaser SET text = 'x' WHERE id = 1", ["/all"]),
        ("UPDATE products SET status = 'x' WHERE id::text LIKE '%3'", ["/all"]),
    ])
    func `blocks within blocks`(sql: String, paths: [String]) throws {
        #expect(try changed(Bench(OtherModelTests.model), OtherModelTests.pages, sql) == paths)
    }

    @Test func `blocks within blocks that show watched items`() throws {
        let yaml = OtherModelTests.pages + "\n" + OtherModelTests.products
        let bench = try Bench(OtherModelTests.model)
        #expect(
            try changed(bench, yaml, "UPDATE products SET status = 'x' WHERE id::text LIKE '%3'") == ["/", "/all"])
        #expect(try changed(bench, yaml, "UPDATE languages SET live = false") == ["/", "/all"])
        #expect(try changed(bench, yaml, "UPDATE categories SET slug = 'x'") == [])
    }

    @Test func `children of children`() throws {
        let bench = try Bench(OtherModelTests.model)
        #expect(try bench.pages(OtherModelTests.menus)["1"] == ["/menu", "/a/A", "/b/B", "/c/B"])
        #expect(
            try changed(bench, OtherModelTests.menus, "UPDATE menu_links SET url = '/d' WHERE id = 3") == [
                "/a/A", "/b/B", "/c/B", "/d/B", "/menu",
            ])
        #expect(try changed(bench, OtherModelTests.menus, "UPDATE menu_items SET sort = 3 - sort").contains("/menu"))
        #expect(try changed(bench, OtherModelTests.menus, "DELETE FROM menu_links").contains("/menu"))
    }

    @Test func `settings of the database change nothing that a look sees`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, z timestamptz, w timestamp, d date, i interval, f float8, b bytea, s text);
            INSERT INTO t VALUES (1, '2026-05-01', '2026-05-01', '2026-05-01', '1 day 2 hours', 0.1, '\\x00ff', 'x')
            """)
        let sources = try bench.sources("t: { routes: [ { path: '/{z}/{d}', fields: [z, w, d, i, f, b] } ] }")
        let database = try #require(bench.conninfo.split(separator: " ").first { $0.hasPrefix("dbname=") }).dropFirst(7)
        func look(after settings: String) throws -> Int {
            for setting in settings.split(separator: ";") {
                try bench.run("ALTER DATABASE \(database) SET \(setting)")
            }
            let connection = try Connection.open(bench.conninfo, applicationName: "tests", timeout: .seconds(20))
            let now = Instant(microseconds: 1_780_000_000_000_000)
            let order = LookRequest(kind: .everyItem, jobClock: now, databaseClock: now)
            guard case .finished(let seen) = try PostgresLedger(connection, sources: sources).look(order) else {
                return -1
            }
            return seen.changes
        }
        _ = try look(after: "TimeZone = 'UTC'")
        #expect(
            try look(
                after: """
                    TimeZone = 'Asia/Kathmandu';DateStyle = 'German';IntervalStyle = 'sql_standard';extra_float_digits = -5;\
                    bytea_output = 'escape'
                    """) == 0)
        try bench.run("UPDATE t SET f = 0.2")
        #expect(try look(after: "TimeZone = 'UTC'") == 1)
    }
}
