import TestSupport
import Testing

/// Items of routes with `{language}`: a page for each language, with translations in that language and its fallbacks.
@Suite(.timeLimit(.minutes(10))) struct TranslationTests {
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
        try LanguageStage.check(LanguageStage.list + ", fallback: row", LanguageStage.page, sql, paths)
        try LanguageStage.check(LanguageStage.collection + ", fallback: row", LanguageStage.page, sql, paths)
    }

    @Test(
        "field by field, a null title falls back to the next language",
        arguments: [
            ("INSERT INTO articles_translations VALUES (4, 2, 'en-US', 'Two')", ["/es/two", "/fr/two", "/two"]),
            ("UPDATE articles_translations SET title = NULL WHERE id = 1", ["/es/one"]),
            ("UPDATE articles_translations SET title = '' WHERE id = 1", ["/es/one"]),
        ])
    func fieldByField(_ sql: String, _ paths: [String]) throws {
        try LanguageStage.check(LanguageStage.list, LanguageStage.page, sql, paths)
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
        try LanguageStage.check(LanguageStage.list + ", base: en-US", LanguageStage.page, sql, paths)
    }

    @Test func `with a base language, an item's own state, key and numbers are shown beside those of its translation`()
        throws
    {
        let route = "{ path: \"/{language}/{slug}\", fields: [id, title, note, status, translations.*] }"
        let stage = try Stage(
            "languages: \(LanguageStage.list), base: en-US }\ncollections: { articles: { routes: [\(route)] } }",
            rows: LanguageStage.rows + """
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
        try LanguageStage.check(LanguageStage.list, "{ path: \"/{language}/{slug}\", fields: \(fields) }", sql, paths)
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
        try LanguageStage.check(LanguageStage.list, route, sql, paths)
    }

    @Test(
        "where an item has two translations in one language, a write to either counts",
        arguments: [1, 4])
    func twoRows(_ id: Int) throws {
        let stage = try LanguageStage.make(LanguageStage.list, LanguageStage.page)
        try stage.sql("INSERT INTO articles_translations VALUES (4, 1, 'es-ES', 'Uno')")
        #expect(try stage.look() == ["/es/one"])
        try stage.sql("UPDATE articles_translations SET title = title WHERE id = \(id)")
        #expect(try stage.look() == ["/es/one"])
    }

    @Test func `without fields the item's version counts in every language, and dates are followed`() throws {
        let stage = try LanguageStage.make(LanguageStage.list, "\"/{language}/{slug}\"")
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
        let stage = try LanguageStage.make(
            LanguageStage.list,
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
