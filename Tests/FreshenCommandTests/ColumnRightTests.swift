import TestSupport
import Testing

/// Every command with a role that may read only some columns of users.
@Suite(.timeLimit(.minutes(10))) struct ColumnRightTests {
    @Test func `each command needs the columns of a byline alone, or names the GRANT for one more`() throws {
        let (server, database) = try migratedDatabase(
            named: "byline",
            """
            CREATE TABLE directus_users (id int PRIMARY KEY, first_name text, avatar text, email text, password text);
            CREATE TABLE articles (id int PRIMARY KEY, slug text, author int REFERENCES directus_users);
            INSERT INTO directus_users VALUES (1, 'Ada', 'a.png', 'a@example.com', 'hash');
            INSERT INTO articles VALUES (1, 'one', 1)
            """)
        let role = "byline_\(UInt32.random(in: 0 ... .max))"
        try server.runFile(
            packageFolder + "sql/role.sql", in: database, variables: ["role": role, "schema": "public"])
        try server.runSQL(
            """
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA freshen TO \(role);
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA freshen TO \(role)
            """, in: database)
        let pod = try HTTPStandIn { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
        let environment = [
            "DATABASE_URL": database.replacing("user=postgres", with: "user=\(role)"), "TOKEN": Decoy.secret("pods"),
        ]
        let folder = try Folder()
        func ending(_ command: [String], _ fields: String) throws -> Child.Ending {
            let file = try folder.write(
                """
                collections:
                  articles: { shows: [author], routes: ["/{slug}", { path: "/by/{slug}", fields: [\(fields)] }] }
                web: [{ name: shop, pods: { urls: ["\(pod.url)"] }, token: { env: TOKEN }, settle: 0s }]

                """)
            return try Child(command + ["--config", file], environment: environment).finish()
        }
        for command in [["run"], ["run", "--dry-run"], ["reconcile"], ["doctor"]] {
            let granted = try ending(command, "slug, author.first_name, author.avatar")
            #expect(granted.status == 0, "\(command): \(granted)")
            let missing = try ending(command, "slug, author.first_name, author.email")
            #expect(missing.status == 77, "\(command): \(missing)")
            let grant = "GRANT SELECT (email) ON public.directus_users TO \(role)\n"
            #expect((missing.output + missing.log).contains(grant), "\(command): \(missing)")
        }
        #expect(try ending(["doctor"], "slug").output.contains("it cannot read passwords or tokens of Directus"))
        let asked = #"{"collection":"articles","query":{"fields":["author.FIELD"]}}"#
        #expect(
            try ending(["answer", asked.replacing("FIELD", with: "avatar")], "slug").output
                == #"{"data":[{"author":{"avatar":"a.png"}}]}"# + "\n")
        let refused = try ending(["answer", asked.replacing("FIELD", with: "*")], "slug")
        #expect(refused.status == 77)
        #expect(
            refused.log.hasSuffix(
                "GRANT SELECT (email, password) ON public.directus_users TO \(role) "
                    + "(better name the fields of users in place of *: password must stay unreadable)\n"))
    }
}
