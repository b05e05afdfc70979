import Freshen
import LedgerSQL
import PostgresClient
import TestSupport
import Testing

extension FuzzTests {
    @Test(.timeLimit(.minutes(30)))
    func `a role needs no right beyond the GRANTs that a refusal names`() throws {
        let fuzz = Fuzz("rights to columns", percent: 4, short: 150)
        let role = "columns_\(UInt32.random(in: 0 ... .max))"
        let bench = try Bench(FuzzModel.sql + "; CREATE ROLE \(role); GRANT USAGE ON SCHEMA freshen TO \(role)")
        // Each table has a column that the role may read, so that no GRANT is for a whole table.
        let readable = try bench.connection.query(
            """
            SELECT format('REVOKE ALL ON %1$s FROM \(role); GRANT SELECT (%2$I) ON %1$s TO \(role)', c.oid::regclass, a.attname) AS grant
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            """
        ).map { try $0.text("grant") }.joined(separator: "; ")
        try fuzz.run { number, random in
            let bytes = Self.file(&random)
            try bench.run(readable + "; GRANT SELECT ON directus_relations TO \(role); SET ROLE \(role)")
            defer { #expect(throws: Never.self) { try bench.run("RESET ROLE") } }
            do {
                let complaint = try bench.complaint(bytes, grantsTo: role)
                if let complaint { Issue.record("seed \(fuzz.seed), case \(number): \(complaint)") }
                return "granted"
            } catch let failure as Failure where failure.exit == .configuration {
                return "refused"
            }
        }
        #expect(fuzz.outcomes.keys.sorted() == ["granted", "refused"])
        try bench.run("DROP OWNED BY \(role); DROP ROLE \(role)")
    }
}

extension Bench {
    /// What fails although the role got what the refusal of a file names; nil: nothing.
    fileprivate func complaint(_ bytes: [UInt8], grantsTo role: String) throws -> String? {
        do {
            _ = try sources(bytes)
        } catch let failure as Failure where failure.exit == .refused {
            let grants = failure.message.split(separator: ": ", maxSplits: 1).last ?? ""
            try run("RESET ROLE; \(grants); SET ROLE \(role)")
            return try complaint(bytes, grantsTo: role)
        }
        for source in try sources(bytes) {
            if let complaint = complaint(source) { return complaint }
            for list in source.lists {
                try run(
                    """
                    WITH touched AS (SELECT 0 AS route, ''::text AS path, ''::text AS next)
                    SELECT count(*) FROM (\(list.pages)) AS list
                    """, source)
            }
            for table in source.tables {
                try run("SELECT min(t.ctid) FILTER (WHERE \(.isYoung("t"))), count(*) FROM \(table.name) AS t", source)
            }
        }
        return nil
    }

    private func run(_ sql: SQL, _ source: ItemSource) throws {
        let rendered = sql.rendered(
            SQL.Context(
                values: [.lookedAt: "2026-06-01T00:00Z", .horizon: "3"], routes: Array(source.routes.indices)))
        _ = try connection.query(rendered.text, rendered.parameters)
    }
}
