import Freshen
import Testing

/// Which languages there are, from freshen.yaml or from a collection.
@Suite(.timeLimit(.minutes(10))) struct LanguageTests {
    @Test func `a base that is no language's code is refused`() {
        let failure = #expect(throws: Failure.self) {
            try LanguageStage.make(LanguageStage.list + ", base: en-us", LanguageStage.page)
        }
        #expect(
            failure?.message
                == "freshen.yaml:1:71: no language has the code en-us, which base names: did you mean en-US?")
    }

    @Test func `a language that is added makes its pages appear, one that is removed ends them`() throws {
        let stage = try LanguageStage.make(
            LanguageStage.collection,
            LanguageStage.page + ", { path: \"/{language}/list\", fields: [title], sort: [id] }")
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
        let stage = try LanguageStage.make("{ from: languages, default: en-US", LanguageStage.page)
        try stage.sql("UPDATE articles SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/en/one", "/es/one", "/fr/one", "/one"])
    }

    @Test func `the code may stand beside the key of the languages`() throws {
        let stage = try Stage(
            """
            languages: { from: tongues, code: code, path: code, fallback: row }
            collections: { articles: { routes: [\(LanguageStage.page)] } }
            """,
            rows: LanguageStage.rows + """
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

    @Test func `two languages may have one path`() throws {
        let stage = try LanguageStage.make(
            LanguageStage.collection,
            LanguageStage.page + ", { path: \"/{language}/list\", fields: [translations.title], sort: [id], limit: 1 }")
        try stage.sql("INSERT INTO languages VALUES ('es-MX', 'es')")
        #expect(try stage.look() == ["/es/list", "/es/one"])
        try stage.sql("UPDATE articles_translations SET title = 'New' WHERE id = 1")
        #expect(try stage.look() == ["/es/list", "/es/one"])
        try stage.sql("INSERT INTO articles_translations VALUES (4, 1, 'es-MX', 'Uno')")
        #expect(try stage.look() == ["/es/list", "/es/one"])
    }
}
