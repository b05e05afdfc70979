import Freshen
import Testing

/// A site in three languages: English, which has no prefix in paths, Spanish and French.
enum LanguageStage {
    /// Two articles with translations, each with one block that has its own; a menu.
    static let rows = """
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

    static let list = "{ \"\": en-US, es: [es-ES, en-US], fr: [fr-FR, en-US]"
    static let collection = "{ from: languages, path: prefix, default: en-US"

    /// A page for each article and language.
    static let page = "{ path: \"/{language}/{slug}\", fields: [title, translations.title] }"

    /// A site with these languages and these routes of articles, as it is first looked at.
    static func make(_ languages: String, _ routes: String, menu: String = "[]") throws -> Stage {
        try Stage(
            """
            languages: \(languages) }
            collections:
              articles: { visible: { status: { _eq: published } }, routes: [\(routes)] }
              menu: { routes: \(menu) }
            """, rows: rows)
    }

    /// After `sql` exactly `paths` are stale, once.
    static func check(
        _ languages: String, _ routes: String, menu: String = "[]", _ sql: String, _ paths: [String]
    ) throws {
        let stage = try make(languages, routes, menu: menu)
        try stage.sql(sql)
        #expect(try stage.look() == paths, "\(sql)")
        #expect(try stage.look() == [])
        #expect(try stage.look(.everyItem) == [])
    }
}
