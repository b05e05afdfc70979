import TestSupport
import Testing

/// Objects of the CMS that are called like PostgreSQL's own: none of them is ever used in its place.
@Suite(.timeLimit(.minutes(10))) struct NamesakeTests {
    /// Some have a better fitting type than PostgreSQL's, so that they count although `pg_catalog` comes first in a path.
    private static let functions = """
        CREATE FUNCTION current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT '120022' $$;
        CREATE FUNCTION to_json(text) RETURNS json LANGUAGE sql AS $$ SELECT '1'::json $$;
        CREATE FUNCTION to_json(varchar) RETURNS json LANGUAGE sql AS $$ SELECT '1'::json $$;
        CREATE FUNCTION to_jsonb(text[]) RETURNS jsonb LANGUAGE sql AS $$ SELECT '1'::jsonb $$;
        CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
        CREATE FUNCTION lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
        CREATE FUNCTION md5(text) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
        CREATE FUNCTION now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '2001-01-01'::timestamptz $$;
        CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '2001-01-01'::timestamptz $$;
        CREATE FUNCTION unnest(text[]) RETURNS SETOF text LANGUAGE sql AS $$ SELECT 'x' $$;
        CREATE FUNCTION count(text) RETURNS bigint LANGUAGE sql AS $$ SELECT 0::bigint $$;
        CREATE FUNCTION quote_ident(name) RETURNS text LANGUAGE sql AS $$ SELECT 'x' $$;
        CREATE FUNCTION same(text, text) RETURNS boolean LANGUAGE sql AS $$ SELECT FALSE $$;
        CREATE OPERATOR = (LEFTARG = text, RIGHTARG = text, FUNCTION = same);
        CREATE TABLE pg_class (oid int PRIMARY KEY); CREATE TABLE pg_attribute (attname text PRIMARY KEY);
        CREATE VIEW pg_namespace AS SELECT 1 AS oid
        """

    @Test(arguments: ["", ",pg_catalog"])
    func `are not used, wherever pg_catalog stands in the search path`(path: String) throws {
        let (server, database) = try migratedDatabase(
            named: "namesakes",
            """
            CREATE SCHEMA cms; CREATE TYPE cms.mood AS ENUM ('fine', 'sad');
            CREATE TABLE cms.people (id int PRIMARY KEY, name varchar(30));
            CREATE TABLE cms.post (id int PRIMARY KEY, slug text, v varchar(30), mood cms.mood, tags text[],
              live timestamptz, author int REFERENCES cms.people);
            INSERT INTO cms.people VALUES (1, 'Ada');
            INSERT INTO cms.post SELECT i, 'p' || i, 'b', 'fine', '{a,b}', now() - interval '1 day', 1
            FROM generate_series(1, 3) AS i;
            SET search_path = cms; SET check_function_bodies = off; \(Self.functions)
            """)
        let folder = try Folder()
        let file = try folder.write(
            """
            collections:
              post:
                visible: { v: { _icontains: B }, mood: { _in: [fine, sad] }, live: { _lte: $NOW } }
                routes:
                  - { path: "/p/{slug}", fields: [slug, v, mood, tags, author.name] }
                  - { path: /all, fields: [v, author.name], sort: [-live, slug], limit: 2 }
                  - /by/{author.name}
            cloudfront: [{ distribution: E1 }]

            """)
        func freshen(_ arguments: String...) throws -> Child.Ending {
            let url = database + " options='-csearch_path=cms\(path)'"
            return try Child(arguments + ["--config", file], environment: ["DATABASE_URL": url]).finish()
        }
        func planned() throws -> String {
            let ending = try freshen("run", "--dry-run", "--output", "json")
            let items = ending.output.firstMatch(of: /"items":\[([^\]]*)\]/)?.output.1 ?? "\(ending)"
            return String(items)
        }
        let first = try freshen("run")
        #expect(first.status == 0 && first.output.hasPrefix("first run"), "\(first)")
        #expect(try planned() == "")
        try server.runSQL("UPDATE cms.post SET v = 'bz' WHERE id = 2", in: database)
        #expect(try planned() == #""/all","/by/Ada","/p/p2""#)
        try server.runSQL("UPDATE cms.people SET name = 'Bo'", in: database)
        #expect(try planned() == #""/all","/by/Ada","/by/Bo","/p/p1","/p/p2","/p/p3""#)
        let reconciled = try freshen("reconcile", "--dry-run")
        #expect(reconciled.status == 0, "\(reconciled)")
        #expect(try freshen("status").status == 0)
        let answer = try Child(
            [
                "answer",
                #"{"collection": "post", "query": {"fields": ["id", "mood"], "filter": {"v": {"_icontains": "Z"}}}}"#,
                "--config", file,
            ],
            environment: ["DATABASE_URL": database + " options='-csearch_path=cms\(path)'"]
        ).finish()
        #expect(answer.output == #"{"data":[{"id":2,"mood":"fine"}]}"# + "\n", "\(answer)")
    }
}
