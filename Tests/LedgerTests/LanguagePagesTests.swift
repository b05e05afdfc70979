import Freshen
import Ledger
import Testing

/// Lists in several languages, and which pages are in a language (`pages_of`, `everything`).
@Suite(.timeLimit(.minutes(10))) struct LanguagePagesTests {
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
        try LanguageStage.check(LanguageStage.list, route, sql, paths)
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
        try LanguageStage.check(LanguageStage.list + ", base: en-US", routes, menu: menu, sql, paths)
    }

    @Test func `every page in a language is found by the beginning of its path, whatever its route`() throws {
        let stage = try LanguageStage.make(
            LanguageStage.list,
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
        let stage = try LanguageStage.make(LanguageStage.list + ", base: en-US", "\"/{language}/{slug}\"", menu: menu)
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
        let stage = try LanguageStage.make(
            LanguageStage.list, LanguageStage.page, menu: menu("everything: { language: \"{language}\" }"))
        stage.yaml = stage.yaml.replacing(
            "everything: { language: \"{language}\" }",
            with: "pages_of: { collection: articles, language: \"{language}\" }")
        #expect(try stage.look().contains("/es/one"))
        try stage.sql("UPDATE menu_translations SET title = 'New'")
        #expect(try stage.look() == ["/es/one", "/es/two"])
    }

    @Test func `what pages without language show ends with the language that has no prefix`() throws {
        let stage = try LanguageStage.make(
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
        let stage = try LanguageStage.make(
            "{ \"\": en-US, \"größe 1\": es-ES", "\"/{language}/{slug}\"",
            menu: "[{ everything: { language: \"{language}\" }, fields: [translations.title] }]")
        try stage.sql("UPDATE menu_translations SET title = 'New'")
        let prefix = "/gr%C3%B6%C3%9Fe%201"
        let found = try stage.look()
        #expect(found == [prefix + "/[[...path]]", prefix + "/one", prefix + "/two"])
    }
}
