import Freshen
import PostgresClient
import TestSupport
import Testing

/// Mistakes in a configuration that only the catalog shows: each is refused with one line and its place.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
    private static let model = """
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE authors (id int PRIMARY KEY, name text, at timestamp);
        CREATE TABLE topics (id int PRIMARY KEY, slug text);
        CREATE TABLE articles (id int PRIMARY KEY, title text, author int REFERENCES authors, live boolean, ref uuid, extra json,
          at timestamptz, wall timestamp, price numeric(5,2), hour time, mood mood, address inet, spot point, part real,
          ä text);
        CREATE TABLE comments (id int PRIMARY KEY, article int REFERENCES articles, text text);
        CREATE TABLE tags (id int PRIMARY KEY, article int REFERENCES articles, text text);
        CREATE TABLE "no Key" (id int, title text);
        CREATE VIEW seen AS SELECT * FROM articles
        """

    @Test(arguments: [
        ("article: {}", "f:2:3: there is no table article on the database role's search path: did you mean articles?"),
        ("nothing_like_it: {}", "f:2:3: there is no table nothing_like_it on the database role's search path"),
        ("\"no Key\": {}", "f:2:3: table no Key has no primary key, so its rows cannot be told apart"),
        ("seen: {}", "f:2:3: seen is no table (a view or foreign table has no row versions): name the table behind it"),
        ("articles: { visible: { titel: x } }", "f:2:26: articles has no field titel: did you mean title?"),
        ("articles: { visible: { author: { nam: x } } }", "f:2:36: authors has no field nam: did you mean name?"),
        (
            "articles: { visible: { auhtor: { name: x } } }",
            "f:2:26: articles has no field auhtor: did you mean author?"
        ),
        ("articles: { visible: { title: { name: x } } }", "f:2:26: articles.title is a column, not a relation"),
        (
            "articles: { visible: { author: { _some: { name: x } } } }",
            "f:2:26: _some and _none stand below a to-many field, and articles.author leads to one row"
        ),
        (
            "articles: { visible: { author: { _none: { name: x } } } }",
            "f:2:26: _some and _none stand below a to-many field, and articles.author leads to one row"
        ),
        (
            "articles: { visible: { live: { _contains: x } } }",
            "f:2:34: articles.live is boolean, and _contains compares text"
        ),
        (
            "articles: { visible: { live: { _gt: true } } }",
            "f:2:34: articles.live is boolean, which has no order for _gt"
        ),
        (
            "articles: { visible: { live: { _empty: true } } }",
            "f:2:34: articles.live is boolean, and _empty compares text"
        ),
        ("articles: { visible: { extra: x } }", "f:2:33: articles.extra is json, which has no _eq"),
        (
            "articles: { visible: { id: { _eq: one } } }",
            "f:2:32: articles.id is compared with \"one\", which is no integer"
        ),
        (
            "articles: { visible: { id: { _eq: 0x10 } } }",
            "f:2:32: articles.id is compared with \"0x10\", which is no integer"
        ),
        (
            "articles: { visible: { price: { _lt: nan } } }",
            "f:2:35: articles.price is compared with \"nan\", which is no decimal"
        ),
        ("articles: { visible: { ref: abc } }", "f:2:31: articles.ref is compared with \"abc\", which is no uuid"),
        (
            "articles: { visible: { ref: ------------------------------------ } }",
            "f:2:31: articles.ref is compared with \"------------------------------------\", which is no uuid"
        ),
        (
            "articles: { visible: { at: { _lt: yesterday } } }",
            "f:2:32: articles.at is compared with \"yesterday\", which is no timestamp"
        ),
        (
            "articles: { visible: { at: { _lt: 2026-02-30 } } }",
            "f:2:32: articles.at is compared with \"2026-02-30\", which is no timestamp"
        ),
        (
            "articles: { visible: { live: maybe } }",
            "f:2:32: articles.live is compared with \"maybe\", which is no boolean"
        ),
        ("articles: { visible: { title: { _in: [a, null] } } }", "f:2:35: articles.title: _in takes no null"),
        (
            "articles: { visible: { title: { _contains: 'a\\' } } }",
            "f:2:35: articles.title: _contains takes no text that ends with a backslash"
        ),
        (
            "articles: { visible: { title: { _lt: $NOW } } }",
            "f:2:35: articles.title is text: it cannot be compared with $NOW"
        ),
        ("articles: { publish_at: title }", "f:2:27: articles.title is text: it cannot be compared with $NOW"),
        (
            "articles: { visible: { wall: { _lt: $NOW } } }",
            "f:2:26: articles.wall is a dateTime without zone: give the collection a `zone:`, the TZ in which Directus' API runs (`zone: UTC` where it is not set)"
        ),
        (
            "articles: { visible: { author: { at: { _lt: $NOW } } } }",
            "f:2:36: authors.at is a dateTime without zone: give the collection a `zone:`, the TZ in which Directus' API runs (`zone: UTC` where it is not set)"
        ),
        (
            "articles: { zone: Europe/Berlim }",
            "f:2:21: there is no time zone Europe/Berlim: did you mean Europe/Berlin?"
        ),
        (
            "articles: { zone: berlin }",
            "f:2:21: there is no time zone berlin: write UTC or a name such as Europe/Berlin"
        ),
        ("articles: { zone: UTC+2 }", "f:2:21: there is no time zone UTC+2: write UTC or a name such as Europe/Berlin"),
        (
            "articles: { expire_at: { field: wall, zone: Mars/Base } }",
            "f:2:47: there is no time zone Mars/Base: write UTC or a name such as Europe/Berlin"
        ),
        (
            "articles: { routes: [ '/{comments.text}/{tags.text}' ] }",
            "f:2:25: a route can follow one to-many field, and this one names comments beside tags: make two routes of it"
        ),
        (
            "articles: { routes: [ '/{language}' ] }",
            "f:2:25: articles has no field language: {language} in a path needs the key languages"
        ),
        (
            "articles: { routes: [ '/{page}' ] }",
            "f:2:25: articles has no field page: {page} in a path needs sort or limit"
        ),
        ("articles: { routes: [ '/{author}/{author.nam}' ] }", "f:2:25: authors has no field nam: did you mean name?"),
        (
            "articles: { routes: [ '/{comments}' ] }",
            "f:2:25: {comments} leads to rows of comments: name a field of theirs"
        ),
        (
            "articles: { routes: [ { path: /x, fields: [titel] } ] }",
            "f:2:46: articles has no field titel: did you mean title?"
        ),
        (
            "articles: { visible: { hour: { _lt: 25:00 } } }",
            "f:2:34: articles.hour is compared with \"25:00\", which is no time without time zone: date/time field value out of range: \"25:00\""
        ),
        (
            "articles: { visible: { comments: { _some: { article: { mood: fine } } } } }",
            "f:2:64: articles.mood is compared with \"fine\", which is no public.mood: invalid input value for enum public.mood: \"fine\""
        ),
        (
            "articles: { visible: { address: { _in: [10.0.0.1, x] } } }",
            "f:2:37: articles.address is compared with \"x\", which is no inet: invalid input syntax for type inet: \"x\""
        ),
        ("articles: { visible: { spot: { _lt: '(1,2)' } } }", "f:2:34: articles.spot is point, which has no _lt"),
        (
            "articles: { visible: { part: 1e39 } }",
            "f:2:32: articles.part is compared with \"1e39\", which is no real: \"1e39\" is out of range for type real"
        ),
        (
            "articles: { visible: { at: { _lt: '2026-01-01T00:00+16:00' } } }",
            "f:2:32: articles.at is compared with \"2026-01-01T00:00+16:00\", which is no timestamptz: time zone displacement out of range: \"2026-01-01T00:00+16:00\""
        ),
        ("\"a\\nb\": {}", "f:2:3: there is no table a\\nb on the database role's search path"),
        (
            "articles: { zone: \"UTC\\e[31m\" }",
            "f:2:21: there is no time zone UTC\\u{1B}[31m: write UTC or a name such as Europe/Berlin"
        ),
        ("articles: { shows: [title] }", "f:2:23: articles.title is a column, not a relation"),
        ("articles: { shows: [autor] }", "f:2:23: articles has no field autor: did you mean author?"),
        ("articles: { ignore: [vews] }", "f:2:24: articles has no column vews to ignore"),
    ])
    func `a mistake is one line with its place`(yaml: String, message: String) throws {
        #expect(try Bench(RefusalTests.model).refusal(yaml) == message)
    }

    @Test func `a relation to a table whose key has several columns is refused`() throws {
        let bench = try Bench(
            """
            CREATE TABLE words (id int, lang text, text text, PRIMARY KEY (id, lang));
            CREATE TABLE notes (id int PRIMARY KEY, word int, item text, collection text);
            CREATE TABLE directus_relations (id serial PRIMARY KEY, many_collection text, many_field text,
              one_collection text, one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
            INSERT INTO directus_relations (many_collection, many_field, one_collection, one_collection_field,
              one_allowed_collections)
            VALUES ('notes', 'word', 'words', NULL, NULL), ('notes', 'item', NULL, 'collection', 'words')
            """)
        for field in ["word", "item:words"] {
            let message = try bench.refusal("notes: { routes: [{ path: \"/{id}\", fields: [\"\(field).text\"] }] }")
            #expect(
                message == "f:2:47: notes.\(field) cannot be followed: the primary key of words has several columns")
        }
    }

    @Test func `a zone is accepted in upper and lower case, and UTC by its other names`() throws {
        let bench = try Bench(RefusalTests.model)
        for zone in ["europe/berlin", "utc", "Etc/UTC", "Zulu", "US/Eastern", "Japan", "GB", "Etc/UCT"] {
            #expect(try bench.visible("articles: { zone: \(zone), visible: { wall: { _lt: $NOW } } }") == "")
        }
    }

    @Test func `an abbreviation or an offset is refused with the places that are meant`() throws {
        let bench = try Bench(RefusalTests.model)
        for (zone, places) in [
            ("CET", "Europe/Berlin, Europe/Paris, "), ("EET", "Europe/Athens, Europe/Helsinki, "),
            ("IST", "Asia/Kolkata, Asia/Jerusalem, Europe/Dublin, "), ("PST", "America/Los_Angeles, "),
            ("EST", "America/New_York, "), ("mst7mdt", "America/Denver, "), ("BST", "Europe/London, "),
            ("CEST", "Europe/Berlin, Europe/Paris, "), ("GMT", "UTC, Europe/London, "),
            ("'EST5EDT,M3.2.0,M11.1.0'", "America/New_York, "), ("posix/Europe/Paris", "Europe/Paris"),
            ("Etc/GMT+5", "UTC or a name such as Europe/Berlin"), ("GMT+0", "UTC or a name such as Europe/Berlin"),
            ("MET", "UTC or a name such as Europe/Berlin"), ("UTC+2", "UTC or a name such as Europe/Berlin"),
            ("+02", "UTC or a name such as Europe/Berlin"), ("Factory", "UTC or a name such as Europe/Berlin"),
            ("localtime", "UTC or a name such as Europe/Berlin"), ("'<+02>-2'", "UTC or a name such as Europe/Berlin"),
        ] {
            for yaml in ["articles: { zone: \(zone) }", "articles: { expire_at: { field: wall, zone: \(zone) } }"] {
                let message = try bench.refusal(yaml)
                #expect(message.hasPrefix("f:2:") && message.contains(": write " + places), "\(message)")
            }
        }
        #expect(try bench.connection.query("SHOW TimeZone").first?[0] == "UTC", "the session keeps its zone")
    }

    @Test func `a column is found whether its accents are composed or not`() throws {
        let bench = try Bench(RefusalTests.model + "; INSERT INTO articles (id, ä) VALUES (1, 'x')")
        let yaml =
            "articles: { visible: { \"a\u{308}\": x }, routes: [{ path: \"/{a\u{308}}\", fields: [\"a\u{308}\"] }] }"
        #expect(try bench.pages(yaml) == ["1": ["/x"]])
    }

    @Test(arguments: [
        (
            "author_text.name",
            "articles.author_text cannot be followed: articles.author_text is text and authors.id is integer"
        ),
        ("author_gone.name", "articles.author_gone cannot be followed: there is no column articles.author_gone"),
        ("seen.title", "articles.seen cannot be followed: seen is a view or foreign table, which has no row versions"),
        ("kid.title", "articles.kid cannot be followed: no Key has no primary key"),
        ("pair.t", "articles.pair cannot be followed: the primary key of pairs has several columns"),
        ("nowhere.x", "articles.nowhere cannot be followed: there is no table nowhere that the database role can see"),
        ("drafts.t", "articles.drafts cannot be followed: there is no column pairs.draft"),
        ("item:authors.name", "articles.item:authors cannot be followed: there is no column articles.kind"),
        ("item2:authors.name", "articles.item2:authors cannot be followed: articles.live is no text"),
    ])
    func `a mistake in directus_relations is refused where the relation is used`(path: String, message: String) throws {
        let relations = """
            ; CREATE TABLE pairs (a int, b int, t text, PRIMARY KEY (a, b)); ALTER TABLE articles ADD author_text text,
              ADD seen int, ADD kid int, ADD pair int, ADD nowhere int, ADD item text, ADD item2 text;
            CREATE TABLE directus_relations (id serial PRIMARY KEY, many_collection text, many_field text, one_collection text,
              one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
            INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, one_collection_field) VALUES
              ('articles', 'author_text', 'authors', NULL, NULL), ('articles', 'author_gone', 'authors', NULL, NULL),
              ('articles', 'seen', 'seen', NULL, NULL), ('articles', 'kid', 'no Key', NULL, NULL),
              ('articles', 'pair', 'pairs', NULL, NULL), ('articles', 'nowhere', 'nowhere', NULL, NULL),
              ('pairs', 'draft', 'articles', 'drafts', NULL), ('articles', 'item', NULL, NULL, 'kind'),
              ('articles', 'item2', NULL, NULL, 'live')
            """
        let bench = try Bench(RefusalTests.model + relations)
        #expect(try bench.refusal("articles: { routes: [ '/{\(path)}' ] }") == "f:2:25: " + message)
        #expect(
            try bench.refusal("articles: { routes: [ { path: /x, fields: ['\(path)'] } ] }") == "f:2:46: " + message)
        #expect(try bench.refusal("articles: { visible: { '\(path)': x } }") == "f:2:26: " + message)
    }

    @Test func `a missing privilege is refused with the GRANT that gives it`() throws {
        let bench = try Bench(
            RefusalTests.model
                + """
                ; DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT SELECT ON articles TO reader;
                GRANT SELECT (id) ON authors TO reader
                """)
        try bench.run("SET ROLE reader")
        #expect(try bench.sources("articles: { visible: { title: x } }").count == 1)
        let key = "articles: { visible: { author: 1 }, routes: [{ path: '/{author}', fields: [author] }] }"
        #expect(try bench.sources(key).count == 1, "a foreign key is a column, whatever it leads to")
        for (yaml, table, columns) in [
            ("articles: { shows: [author] }", "public.authors", " (xmin, ctid)"),
            ("comments: {}", "public.comments", ""),
        ] {
            #expect(
                try bench.refusal(yaml, exit: .refused)
                    == "no right to read \(table): GRANT SELECT\(columns) ON \(table) TO reader")
        }
        try bench.run("RESET ROLE; DROP OWNED BY reader; DROP ROLE reader")
    }

    @Test func `relations that may not be read are a missing GRANT, not a mistake in the file`() throws {
        let bench = try Bench(
            RefusalTests.model
                + """
                ; CREATE TABLE directus_relations (id int, many_collection text, many_field text, one_collection text,
                  one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
                CREATE TABLE writers (id int PRIMARY KEY, name text); ALTER TABLE articles ADD writer int;
                INSERT INTO directus_relations VALUES (1, 'articles', 'writer', 'writers', 'texts');
                DROP ROLE IF EXISTS unrelated; CREATE ROLE unrelated LOGIN;
                GRANT SELECT ON ALL TABLES IN SCHEMA public TO unrelated; REVOKE ALL ON directus_relations FROM unrelated
                """)
        let through = "articles: { routes: [ '/{writer.name}' ] }"
        #expect(try bench.sources(through).count == 1)
        try bench.run("SET ROLE unrelated")
        let grant = ": no right to read directus_relations: GRANT SELECT ON public.directus_relations TO unrelated"
        #expect(
            try bench.refusal(through, exit: .refused)
                == "f:2:25: articles.writer is a column, not a relation, as far as foreign keys show" + grant)
        #expect(
            try bench.refusal("writers: { shows: [texts] }", exit: .refused)
                == "f:2:22: writers has no field texts, as far as foreign keys show" + grant)
        #expect(try bench.sources("articles: { routes: [ '/{author.name}' ] }").count == 1, "a foreign key")
        try bench.run("RESET ROLE; DROP OWNED BY unrelated; DROP ROLE unrelated")
        #expect(
            try bench.refusal("articles: { routes: [ '/{title.name}' ] }")
                == "f:2:25: articles.title is a column, not a relation")
    }
}
