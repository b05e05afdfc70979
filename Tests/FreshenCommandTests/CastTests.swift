import TestSupport
import Testing

/// Implicit casts that others made, as in databases that come from PostgreSQL before 8.3: no operator becomes ambiguous.
@Suite(.timeLimit(.minutes(10))) struct CastTests {
    private static let types = [
        "integer", "bigint", "smallint", "numeric", "oid", "date", "timestamp", "timestamptz", "uuid", "jsonb", "json",
        "boolean",
        "float8", "xid", "tid", "name", "interval", "xid8", "pg_snapshot", "\"char\"", "regclass",
    ]

    @Test(
        arguments: types.map { ($0, "text") } + [
            ("text", "integer"), ("text", "numeric"), ("bigint", "integer"), ("numeric", "bigint"),
        ])
    func `to and from text`(source: String, target: String) throws {
        let (server, database) = try migratedDatabase(
            named: "casts",
            """
            CREATE TABLE post (id int PRIMARY KEY, slug text, v varchar(30), u uuid DEFAULT gen_random_uuid(),
              d timestamptz DEFAULT now(), bo bool DEFAULT true, nn numeric DEFAULT 1.5, j jsonb DEFAULT '{"a":[1]}',
              ts timestamp DEFAULT now(), dd date DEFAULT now(), arr text[] DEFAULT '{x}', bi bigint DEFAULT 5, si smallint DEFAULT 3);
            INSERT INTO post (id, slug, v) SELECT i, 'p' || i, 'b' || i FROM generate_series(1, 4) AS i
            """)
        let folder = try Folder()
        let file = try folder.write(
            """
            collections:
              post:
                publish_at: d
                visible: { _and: [{ v: { _icontains: B } }, { slug: { _starts_with: p } }, { nn: { _gt: 1 } }, { bo: { _eq: true } }] }
                ignore: [si]
                routes:
                  - "/p/{slug}"
                  - { path: "/q/{slug}", fields: ["*", "year(ts)"] }
                  - { path: /l, fields: [slug, v], sort: [-v, slug], limit: 3 }
                  - "/{arr}/{dd}/{u}"
            cloudfront: [{ distribution: E1 }]

            """)
        // A cast that is there already, such as one of a number to another type, is made implicit.
        try server.runSQL(
            """
            DO $$ BEGIN
              CREATE CAST (\(source) AS \(target)) WITH INOUT AS IMPLICIT;
            EXCEPTION WHEN duplicate_object THEN
              UPDATE pg_cast SET castcontext = 'i' WHERE castsource = '\(source)'::regtype AND casttarget = '\(target)'::regtype;
            END $$
            """, in: database)
        func freshen(_ arguments: String...) throws {
            let ending = try Child(arguments + ["--config", file], environment: ["DATABASE_URL": database]).finish()
            #expect(ending.status == 0, "\(arguments) \(ending)")
        }
        try freshen("run")
        try server.runSQL("UPDATE post SET v = 'b7' WHERE id = 2; DELETE FROM post WHERE id = 4", in: database)
        try freshen("run", "--dry-run")
        try freshen("reconcile", "--dry-run")
        try freshen("status")
        try freshen(
            "answer", #"{"collection":"post","query":{"fields":["*"],"sort":["-v"],"filter":{"nn":{"_gt":0}}}}"#)
    }
}
