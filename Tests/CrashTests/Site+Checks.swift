import PostgresClient
import TestSupport
import Testing

extension Site {
    /// Checks that pods and CloudFront received what they receive without a kill, CloudFront last, and nothing is owed.
    ///
    /// CloudFront must have accepted exactly the batches that the ledger has stored as accepted.
    func expectAllDelivered(as scenario: Scenario = .edited, location: SourceLocation = #_sourceLocation) throws {
        let received = try received()
        let expected = try scenario.withoutKill()
        #expect(received.pods.map(\.items) == expected.pods.map(\.items), sourceLocation: location)
        #expect(received.cloudFront.items.isSubset(of: expected.cloudFront.items), sourceLocation: location)
        #expect(received.notSentAfterPods(settle: Self.settle) == [], sourceLocation: location)
        if !scenario.sendsCloudFrontFirst {
            #expect(received.sentTooEarly(settle: Self.settle) == [], sourceLocation: location)
        }
        // No caller reference is used for two batches, and none is missing in the ledger.
        #expect(try received.batches == accepted(), sourceLocation: location)
        #expect(received.batches.count <= expected.batches.count, "\(received.cloudFront)", sourceLocation: location)
        try expectNothingOwed(location)
    }

    /// The accepted batches in the ledger: caller reference and items.
    private func accepted() throws -> Set<[String]> {
        let rows = try cms.query(
            "SELECT caller_reference, array_to_string(items, chr(10)) FROM freshen.batch WHERE invalidation IS NOT NULL"
        )
        return Set(rows.map { [$0[0] ?? ""] + ($0[1] ?? "").split(separator: "\n").map(String.init).sorted() })
    }

    /// Checks that a further run sends nothing, that every invalidation is confirmed, and that the ledger contains no secret.
    func expectNothingOwed(_ location: SourceLocation = #_sourceLocation) throws {
        let before = try received().posts
        try receivers.set(receivers.cloudFront, #"{"complete": true}"#)
        let further = try run()
        #expect(further.status == 0 && further.outcome == "nothing", "\(further)", sourceLocation: location)
        #expect(try received().posts == before, "a further run sends nothing", sourceLocation: location)
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
