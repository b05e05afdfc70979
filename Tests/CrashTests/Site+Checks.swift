import PostgresClient
import TestSupport
import Testing

extension Site {
    /// Requires that everyone heard what they hear of an undisturbed run, CloudFront last and all of it under references
    /// that the ledger holds, and that nothing is owed any more.
    func expectAllTold(as history: History = .edited, location: SourceLocation = #_sourceLocation) throws {
        let heard = try heard()
        let control = try history.control()
        #expect(heard.pods.map(\.items) == control.pods.map(\.items), sourceLocation: location)
        #expect(heard.cloudFront.items.isSubset(of: control.cloudFront.items), sourceLocation: location)
        #expect(heard.missing(settle: Self.settle) == [], sourceLocation: location)
        if !history.isEarly { #expect(heard.early(settle: Self.settle) == [], sourceLocation: location) }
        // Nothing is asked for under another reference than its own, and none is used for two things.
        #expect(try heard.batches == accepted(), sourceLocation: location)
        #expect(heard.batches.count <= control.batches.count, "\(heard.cloudFront)", sourceLocation: location)
        try expectNothingOwed(location)
    }

    /// The batches that CloudFront has accepted: reference and items.
    private func accepted() throws -> Set<[String]> {
        let rows = try cms.query(
            "SELECT caller_reference, array_to_string(items, chr(10)) FROM freshen.batch WHERE invalidation IS NOT NULL"
        )
        return Set(rows.map { [$0[0] ?? ""] + ($0[1] ?? "").split(separator: "\n").map(String.init).sorted() })
    }

    /// Requires that a further run has nothing to do but to hear that CloudFront is done, and that no secret stands in the
    /// ledger, whatever went wrong before.
    func expectNothingOwed(_ location: SourceLocation = #_sourceLocation) throws {
        let before = try heard().posts
        try audience.set(audience.cloudFront, #"{"complete": true}"#)
        let further = try run()
        #expect(further.status == 0 && further.outcome == "nothing", "\(further)", sourceLocation: location)
        #expect(try heard().posts == before, "a further run sends nothing", sourceLocation: location)
        #expect(
            try value("SELECT count(*) FROM freshen.batch WHERE confirmed_at IS NULL") == "0", sourceLocation: location)
        let rows = try rows()
        #expect(rows.contains("/articles/article-04") && !Decoy.isShown(in: rows), sourceLocation: location)
    }

    /// Every column, constraint, index and function of the ledger.
    func schema() throws -> [String] {
        try cms.query(
            """
            SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
              pg_get_expr(d.adbin, d.adrelid)) AS line
            FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
              LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relnamespace = 'freshen'::regnamespace AND a.attnum > 0
            UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'freshen'::regnamespace
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'freshen'
            UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'freshen'::regnamespace
            UNION ALL SELECT version || ' ' || name FROM freshen.migration
            ORDER BY line
            """
        ).map { $0[0] ?? "" }
    }

    /// Every row of the ledger.
    private func rows() throws -> String {
        let tables = try cms.query(
            "SELECT oid::regclass FROM pg_class WHERE relnamespace = 'freshen'::regnamespace AND relkind = 'r'")
        return try tables.compactMap { table in
            try value("SELECT string_agg(row::text, '') FROM \(table[0] ?? "") AS row")
        }.joined()
    }
}
