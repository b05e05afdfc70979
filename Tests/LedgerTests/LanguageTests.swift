import Freshen
import Ledger
import TestSupport
import Testing

/// Routes with `{language}`: a page for each language, with translations in that language and its fallbacks.
@Suite(.timeLimit(.minutes(10))) struct LanguageTests {
    /// Two articles with translations, each with one block that has its own; a menu.
    private static let rows = """
        CREATE TABLE directus_fields (id int PRIMARY KEY, collection text, field text, special text);
        INSERT INTO directus_fields VALUES (1, 'articles', 'translations', 'translations'), (2, 'parts', 'translations',
          'translations'), (3, 'menu', 'translations', 'translations');
        ALTER TABLE directus_relations ADD COLUMN junction_field text;
        CREATE TABLE languages (code text PRIMARY KEY, prefix text, number int UNIQUE);
        INSERT INTO languages VALUES ('en-US', '', 1), ('es-ES', 'es', 2), ('fr-FR', 'fr', 3);
        DROP TABLE articles_translations;
        CREATE TABLE articles_translations (id int PRIMARY KEY, articles_id int REFERENCES articles,
          languages_code text REFERENCES languages ON DELETE CASCADE, title text, slug text, status text DEFAULT 'published');
        CREATE TABLE parts (id int PRIMARY KEY, article int REFERENCES articles, sort int, text text);
        CREATE TABLE parts_translations (id int PRIMARY KEY, parts_id int REFERENCES parts,
          languages_code text REFERENCES languages ON DELETE CASCADE, text text);
        CREATE TABLE menu (id int PRIMARY KEY, title text);
        CREATE TABLE menu_translations (id int PRIMARY KEY, menu_id int REFERENCES menu,
          languages_code text REFERENCES languages ON DELETE CASCADE, title text);
        DELETE FROM directus_relations WHERE many_collection = 'articles_translations';
        INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, junction_field, sort_field)
        VALUES ('articles_translations', 'articles_id', 'articles', 'translations', 'languages_code', NULL),
          ('articles_translations', 'languages_code', 'languages', NULL, 'articles_id', NULL),
          ('parts', 'article', 'articles', 'parts', NULL, 'sort'),
          ('parts_translations', 'parts_id', 'parts', 'translations', 'languages_code', NULL),
          ('parts_translations', 'languages_code', 'languages', NULL, 'parts_id', NULL),
          ('menu_translations', 'menu_id', 'menu', 'translations', 'languages_code', NULL),
          ('menu_translations', 'languages_code', 'languages', NULL, 'menu_id', NULL);
        INSERT INTO articles (id, title, slug, published_at) VALUES (1, 'One', 'one', '2025-01-01'), (2, 'Two', 'two', '2025-01-02');
        INSERT INTO articles_translations (id, articles_id, languages_code, title, slug) VALUES
          (1, 1, 'es-ES', 'Uno', 'uno'), (2, 1, 'en-US', 'One', 'one-en'), (3, 2, 'fr-FR', NULL, 'deux');
        INSERT INTO parts VALUES (1, 1, 1, 'part'), (2, 2, 1, 'part');
        INSERT INTO parts_translations VALUES (1, 1, 'es-ES', 'parte');
        INSERT INTO menu VALUES (1, 'Home');
        INSERT INTO menu_translations VALUES (1, 1, 'es-ES', 'Inicio')
        """

    private static let list = "{ \"\": en-US, es: [es-ES, en-US], fr: [fr-FR, en-US]"
    private static let collection = "{ from: languages, path: prefix, default: en-US"

    private func stage(_ languages: String, _ routes: String, menu: String = "[]") throws -> Stage {
        try Stage(
            """
            languages: \(languages) }
            collections:
              articles: { visible: { status: { _eq: published } }, routes: [\(routes)] }
              menu: { routes: \(menu) }
            """, rows: Self.rows)
    }

    private func check(
        _ languages: String, _ routes: String, menu: String = "[]", _ sql: String, _ paths: [String]
    ) throws {
        let stage = try stage(languages, routes, menu: menu)
        try stage.sql(sql)
        #expect(try stage.look() == paths, "\(sql)")
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }

    private static let page = "{ path: \"/{language}/{slug}\", fields: [title, translations.title] }"

    @Test(
        "an item's pages show the translation in the language, else in a fallback, row by row",
        arguments: [
            ("UPDATE articles_translations SET title = 'New' WHERE id = 1", ["/es/one"]),
            ("UPDATE articles_translations SET title = 'New' WHERE id = 2", ["/fr/one", "/one"]),
            ("UPDATE articles_translations SET title = 'New' WHERE id = 3", ["/fr/two"]),
            ("UPDATE articles_translations SET slug = 'new'", []),
            ("DELETE FROM articles_translations WHERE id = 1", ["/es/one"]),
            ("INSERT INTO articles_translations VALUES (4, 2, 'es-ES', 'Dos')", ["/es/two"]),
            // French has a row of its own, whose title is null.
            ("INSERT INTO articles_translations VALUES (4, 2, 'en-US', 'Two')", ["/es/two", "/two"]),
            ("UPDATE articles_translations SET languages_code = 'fr-FR' WHERE id = 1", ["/es/one", "/fr/one"]),
            ("UPDATE articles SET title = 'New' WHERE id = 1", ["/es/one", "/fr/one", "/one"]),
            ("UPDATE articles SET status = 'draft' WHERE id = 2", ["/es/two", "/fr/two", "/two"]),
        ])
    func rowByRow(_ sql: String, _ paths: [String]) throws {
        try check(Self.list + ", fallback: row", Self.page, sql, paths)
        try check(Self.collection + ", fallback: row", Self.page, sql, paths)
    }

    @Test(
        "field by field, a null title falls back to the next language",
        arguments: [
            ("INSERT INTO articles_translations VALUES (4, 2, 'en-US', 'Two')", ["/es/two", "/fr/two", "/two"]),
            ("UPDATE articles_translations SET title = NULL WHERE id = 1", ["/es/one"]),
            ("UPDATE articles_translations SET title = '' WHERE id = 1", ["/es/one"]),
        ])
    func fieldByField(_ sql: String, _ paths: [String]) throws {
        try check(Self.list, Self.page, sql, paths)
    }

    @Test(
        "with a base language, own fields are the last fallback, and in that language no translation is read",
        arguments: [
            ("UPDATE articles SET title = 'New' WHERE id = 1", ["/one"]),
            ("UPDATE articles SET title = 'New' WHERE id = 2", ["/es/two", "/fr/two", "/two"]),
            ("UPDATE articles_translations SET title = 'New' WHERE id = 2", ["/fr/one"]),
            ("INSERT INTO articles_translations VALUES (4, 2, 'fr-FR', 'Deux')", ["/fr/two"]),
            ("INSERT INTO articles_translations VALUES (4, 2, 'es-ES', 'Two')", ["/es/two"]),
        ])
    func base(_ sql: String, _ paths: [String]) throws {
        try check(Self.list + ", base: en-US", Self.page, sql, paths)
    }

    @Test func `with a base language, an item's own state, key and numbers are shown beside those of its translation`()
        throws
    {
        let route = "{ path: \"/{language}/{slug}\", fields: [id, title, note, status, translations.*] }"
        let stage = try Stage(
            "languages: \(Self.list), base: en-US }\ncollections: { articles: { routes: [\(route)] } }",
            rows: Self.rows + """
                ; ALTER TABLE articles ADD note int DEFAULT 1; ALTER TABLE articles_translations ADD note int DEFAULT 1
                """)
        try stage.sql("UPDATE articles SET note = 2 WHERE id = 1")
        #expect(try stage.look() == ["/es/one", "/fr/one", "/one"])
        try stage.sql("UPDATE articles SET status = 'draft' WHERE id = 1")
        #expect(try stage.look() == ["/es/one", "/fr/one", "/one"])
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/one"])
    }

    @Test(
        "translations are read in the language at every depth, by wildcards as well",
        arguments: [
            ("UPDATE parts_translations SET text = 'nueva'", ["/es/one"]),
            ("INSERT INTO parts_translations VALUES (2, 2, 'en-US', 'part')", ["/es/two", "/fr/two", "/two"]),
            ("UPDATE parts SET text = 'new' WHERE id = 2", ["/es/two", "/fr/two", "/two"]),
            ("INSERT INTO articles_translations VALUES (4, 2, 'es-ES', 'Dos')", ["/es/two"]),
        ])
    func depth(_ sql: String, _ paths: [String]) throws {
        let fields = "[\"*\", parts.text, parts.translations.text]"
        try check(Self.list, "{ path: \"/{language}/{slug}\", fields: \(fields) }", sql, paths)
    }

    @Test(
        "a page is found by a slug in its own language, in one row with the filter",
        arguments: [
            ("UPDATE articles_translations SET slug = 'new' WHERE id = 1", ["/es/new", "/es/uno"]),
            ("UPDATE articles_translations SET title = 'New' WHERE id = 1", ["/es/uno"]),
            ("UPDATE articles_translations SET status = 'draft' WHERE id = 1", ["/es/uno"]),
            ("UPDATE articles_translations SET title = 'New' WHERE id = 2", ["/one-en"]),
            ("INSERT INTO articles_translations VALUES (4, 2, 'es-ES', 'Dos', 'dos', 'draft')", []),
            ("INSERT INTO articles_translations VALUES (4, 2, 'es-ES', 'Dos', 'dos')", ["/es/dos"]),
        ])
    func slug(_ sql: String, _ paths: [String]) throws {
        let route = """
            { path: "/{language}/{translations.slug}", fields: [translations.title],
              deep: { translations: { _filter: { status: { _eq: published } } } } }
            """
        try check(Self.list, route, sql, paths)
    }

    @Test(
        "a list has an answer in each language",
        arguments: [
            ("UPDATE articles_translations SET title = 'New' WHERE id = 1", []),
            ("UPDATE articles_translations SET title = 'New' WHERE id = 3", ["/fr/list"]),
            ("UPDATE articles_translations SET articles_id = 2 WHERE id = 1", ["/es/list"]),
            ("UPDATE articles SET published_at = '2025-01-03' WHERE id = 1", ["/es/list", "/fr/list", "/list"]),
            ("DELETE FROM articles_translations", ["/fr/list"]),
        ])
    func lists(_ sql: String, _ paths: [String]) throws {
        let route = "{ path: \"/{language}/list\", fields: [translations.title], sort: [-published_at], limit: 1 }"
        try check(Self.list, route, sql, paths)
    }

    @Test(
        "pages that embed a list, or show a menu, are stale in the languages in which it differs",
        arguments: [
            (
                "UPDATE menu_translations SET title = 'New'",
                ["/es/[[...path]]", "/es/list", "/es/one", "/es/two"]
            ),
            (
                "INSERT INTO menu_translations VALUES (2, 1, 'fr-FR', 'Accueil')",
                ["/fr/[[...path]]", "/fr/list", "/fr/one", "/fr/two"]
            ),
            (
                "UPDATE menu SET title = 'New'",
                ["/fr/[[...path]]", "/fr/list", "/fr/one", "/fr/two", "/list", "/one", "/two"]
            ),
            ("DELETE FROM menu_translations; DELETE FROM menu", ["everything"]),
            // The title of the first article shows on the pages of both.
            ("UPDATE articles_translations SET title = 'New' WHERE id = 1", ["/es/list", "/es/one", "/es/two"]),
        ])
    func embedded(_ sql: String, _ paths: [String]) throws {
        let routes = """
            { path: "/{language}/{slug}", fields: [slug] },
            { path: "/{language}/list", fields: [translations.title], sort: [id] },
            { pages_of: { collection: articles, language: "{language}" }, fields: [translations.title], sort: [id], limit: 1 }
            """
        let menu = "[{ everything: { language: \"{language}\" }, fields: [title, translations.title] }]"
        try check(Self.list + ", base: en-US", routes, menu: menu, sql, paths)
    }

    @Test func `every page in a language is found by the beginning of its path, whatever its route`() throws {
        let stage = try stage(
            Self.list,
            """
            "/{language}/{slug}", { path: /es/contacto, fields: [id] }, { path: /press, fields: [id] },
            { path: "/[lang]/about", type: page, fields: [id] }, "/{translations.languages_code}/x"
            """, menu: "[{ everything: { language: \"{language}\" }, fields: [translations.title] }]")
        try stage.sql("UPDATE menu_translations SET title = 'New'")
        #expect(try stage.look() == ["/[lang]/about", "/es/[[...path]]", "/es/contacto", "/es/one", "/es/two"])
        try stage.sql("INSERT INTO menu_translations VALUES (2, 1, 'en-US', 'Home')")
        #expect(
            try stage.look() == [
                "/[lang]/about", "/en-US/x", "/es-ES/x", "/fr-FR/x", "/fr/[[...path]]", "/fr/one", "/fr/two", "/one",
                "/press",
                "/two",
            ])
    }

    @Test func `a layout stands for the pages in a language that has a prefix`() throws {
        let menu =
            "[{ everything: { language: \"{language}\", layout: \"/[lang]\" }, fields: [title, translations.title] }]"
        let stage = try stage(Self.list + ", base: en-US", "\"/{language}/{slug}\"", menu: menu)
        try stage.sql("UPDATE menu_translations SET title = 'New'")
        let planned = try seen(stage.ledger().look(stage.order(isDryRun: true))).planned
        #expect(planned.map(\.entry) == [LogEntry(.pattern("/es/[[...path]]", .page), next: "/[lang]")])
        #expect(try stage.look() == ["/es/[[...path]]"])
        // The pages of the language without prefix are below the layout, too, but no wildcard is theirs alone.
        try stage.sql("UPDATE menu SET title = 'New'")
        #expect(try stage.look() == ["/fr/[[...path]]", "/one", "/two"])
    }

    @Test func `a route that names other pages than before is noticed, and only once`() throws {
        let menu = { (pages: String) in "[{ \(pages), fields: [translations.title] }]" }
        let stage = try stage(
            Self.list, Self.page, menu: menu("everything: { language: \"{language}\" }"))
        stage.yaml = stage.yaml.replacing(
            "everything: { language: \"{language}\" }",
            with: "pages_of: { collection: articles, language: \"{language}\" }")
        #expect(try stage.look().contains("/es/one"))
        try stage.sql("UPDATE menu_translations SET title = 'New'")
        #expect(try stage.look() == ["/es/one", "/es/two"])
    }

    @Test func `what pages without language show ends with the language that has no prefix`() throws {
        let stage = try stage(
            "{ from: languages, path: prefix",
            """
            { path: "/plain/{slug}", fields: [id] },
            { pages_of: { collection: articles, language: "{language}" }, fields: [title], sort: [id], limit: 1 }
            """)
        try stage.sql(
            "UPDATE articles_translations SET languages_code = 'es-ES'; DELETE FROM languages WHERE prefix = ''")
        #expect(try stage.look() == ["/plain/one", "/plain/two"])
        #expect(try stage.look() == [])
    }

    @Test func `a prefix that must be encoded is found again`() throws {
        let stage = try stage(
            "{ \"\": en-US, \"größe 1\": es-ES", "\"/{language}/{slug}\"",
            menu: "[{ everything: { language: \"{language}\" }, fields: [translations.title] }]")
        try stage.sql("UPDATE menu_translations SET title = 'New'")
        let prefix = "/gr%C3%B6%C3%9Fe%201"
        let found = try stage.look()
        #expect(found == [prefix + "/[[...path]]", prefix + "/one", prefix + "/two"])
    }

    @Test func `a base that is no language's code is refused`() {
        let failure = #expect(throws: Failure.self) { try stage(Self.list + ", base: en-us", Self.page) }
        #expect(
            failure?.message
                == "freshen.yaml:1:71: no language has the code en-us, which base names: did you mean en-US?")
    }

    @Test func `a language that is added makes its pages appear, one that is removed ends them`() throws {
        let stage = try stage(
            Self.collection, Self.page + ", { path: \"/{language}/list\", fields: [title], sort: [id] }")
        try stage.sql("INSERT INTO languages VALUES ('de-DE', 'de')")
        #expect(try stage.look() == ["/de/list", "/de/one", "/de/two"])
        #expect(try stage.look() == [])
        try stage.sql("INSERT INTO articles_translations VALUES (4, 2, 'de-DE', 'Zwei')")
        #expect(try stage.look() == ["/de/two"])
        try stage.sql("UPDATE languages SET prefix = 'ger' WHERE code = 'de-DE'")
        #expect(try stage.look() == ["/de/list", "/de/one", "/de/two", "/ger/list", "/ger/one", "/ger/two"])
        try stage.sql("DELETE FROM languages WHERE code = 'de-DE'")
        #expect(try stage.look() == ["/ger/list", "/ger/one", "/ger/two"])
    }

    @Test func `without a path, {language} is the beginning of the code, and empty for the default language as well`()
        throws
    {
        let stage = try stage("{ from: languages, default: en-US", Self.page)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/en/one", "/es/one", "/fr/one", "/one"])
    }

    @Test func `the code may stand beside the key of the languages`() throws {
        let stage = try Stage(
            """
            languages: { from: tongues, code: code, path: code, fallback: row }
            collections: { articles: { routes: [\(Self.page)] } }
            """,
            rows: Self.rows + """
                ; CREATE TABLE tongues (id int PRIMARY KEY, code text); INSERT INTO tongues VALUES (1, 'es'), (2, 'fr');
                DROP TABLE articles_translations; CREATE TABLE articles_translations (id int PRIMARY KEY,
                  articles_id int REFERENCES articles, languages_code int REFERENCES tongues, title text);
                UPDATE directus_relations SET one_collection = 'tongues' WHERE many_field = 'languages_code';
                INSERT INTO articles_translations VALUES (1, 1, 1, 'Uno'), (2, 1, 2, 'Un')
                """)
        try stage.sql("UPDATE articles_translations SET title = 'New' WHERE id = 2")
        #expect(try stage.look() == ["/fr/one"])
        try stage.sql("UPDATE tongues SET code = 'it' WHERE id = 2")
        #expect(try stage.look() == ["/fr/one", "/fr/two", "/it/one", "/it/two"])
    }

    @Test(
        "where an item has two translations in one language, a write to either counts",
        arguments: [1, 4])
    func twoRows(_ id: Int) throws {
        let stage = try stage(Self.list, Self.page)
        try stage.sql("INSERT INTO articles_translations VALUES (4, 1, 'es-ES', 'Uno')")
        #expect(try stage.look() == ["/es/one"])
        try stage.sql("UPDATE articles_translations SET title = title WHERE id = \(id)")
        #expect(try stage.look() == ["/es/one"])
    }

    @Test func `two languages may have one path`() throws {
        let stage = try stage(
            Self.collection,
            Self.page + ", { path: \"/{language}/list\", fields: [translations.title], sort: [id], limit: 1 }")
        try stage.sql("INSERT INTO languages VALUES ('es-MX', 'es')")
        #expect(try stage.look() == ["/es/list", "/es/one"])
        try stage.sql("UPDATE articles_translations SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/es/list", "/es/one"])
        try stage.sql("INSERT INTO articles_translations VALUES (4, 1, 'es-MX', 'Uno')")
        #expect(try stage.look() == ["/es/list", "/es/one"])
    }

    @Test func `without fields the item's version counts in every language, and dates are followed`() throws {
        let stage = try stage(Self.list, "\"/{language}/{slug}\"")
        try stage.sql("UPDATE articles SET body = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/es/one", "/fr/one", "/one"])
        stage.yaml = stage.yaml.replacing(
            "status: { _eq: published }", with: "published_at: { _lte: $NOW }")
        #expect(try stage.look() == [])
        try stage.sql("UPDATE articles SET published_at = '2026-02-01' WHERE id = 1")
        #expect(try stage.look() == ["/es/one", "/fr/one", "/one"])
        stage.now = instant("2026-02-02T00:00Z")
        #expect(try stage.look() == ["/es/one", "/fr/one", "/one"])
    }

    @Test func `a filter with a date counts inside a language, and what was there in between is sent`() throws {
        let stage = try stage(
            Self.list,
            "{ path: \"/{language}/{slug}\", fields: [title], filter: { expires_at: { _gte: $NOW } } }")
        try stage.sql("UPDATE articles SET expires_at = '2026-02-01' WHERE id = 1")
        #expect(try stage.look() == ["/es/one", "/fr/one", "/one"])
        stage.now = instant("2026-02-02T00:00Z")
        #expect(try stage.look() == ["/es/one", "/fr/one", "/one"])
        #expect(try stage.look() == [])
    }

    @Test func `translations that the reader does not see of an item translate none of its fields`() throws {
        let stage = try Stage(
            """
            reader: public
            languages: { es: "1", base: "2" }
            collections: { authors: { routes: [{ path: "/{language}/{slug}", fields: [name, translations.name] }] } }
            """, database: QueryModel.database())
        try stage.sql(
            """
            INSERT INTO directus_permissions (collection, action, permissions, fields, policy) VALUES
              ('authors', 'read', '{}', 'id,name,slug', '00000000-0000-0000-0000-000000000001'),
              ('authors', 'read', '{ "status": { "_eq": "open" } }', '*', '00000000-0000-0000-0000-000000000001'),
              ('authors_translations', 'read', '{}', '*', '00000000-0000-0000-0000-000000000001');
            INSERT INTO languages (id, code) VALUES (1, 'es');
            INSERT INTO authors (id, name, slug) VALUES (1, 'Name', 'a');
            INSERT INTO authors_translations (id, authors_id, languages_id, name) VALUES (1, 1, 1, 'Nombre')
            """)
        let ledger = try stage.ledger()
        #expect(try stage.look(ledger: ledger) == [])
        for sql in ["name = 'New'", "status = 'open'"] {
            try stage.sql("UPDATE authors SET \(sql)")
            #expect(try stage.look(ledger: ledger) == ["/es/a"], "\(sql)")
        }
        try stage.sql("UPDATE authors SET name = 'Newer'")
        #expect(try stage.look(ledger: ledger) == [])
    }
}
