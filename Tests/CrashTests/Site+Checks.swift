import PostgresClient
import Synchronization
import TestSupport
import Testing

extension Site {
    /// What everyone hears of an undisturbed run of `command`, the pods first; made once each.
    static func control(_ command: [String]) throws -> [Set<String>] {
        if let known = controls.withLock({ $0[command] }) { return known }
        let site = try Stage.shared.get().site()
        let ending = try site.run(command)
        try #require(ending.status == 0 && ending.outcome == "done", "\(ending)")
        let heard = try site.heard()
        #expect(heard.posts == [2, 2, 2, 1])
        let changed = ["article-04", "article-05", "moved", "article-06", "article-07"].map { "/articles/" + $0 }
        #expect(heard.items.allSatisfy { $0.isSuperset(of: changed + ["/sitemap.xml"]) }, "\(heard.items)")
        #expect(heard.cloudFront.items.contains("/articles/article-08") == (command != ["run"]))
        controls.withLock { $0[command] = heard.items }
        return heard.items
    }

    /// Requires that everyone heard what they hear of an undisturbed run, CloudFront last and under one reference, and that
    /// nothing is owed any more.
    func expectAllTold(as command: [String] = ["run"], location: SourceLocation = #_sourceLocation) throws {
        let heard = try heard()
        #expect(try heard.items == Self.control(command), sourceLocation: location)
        #expect(heard.early(settle: Self.settle) == [], sourceLocation: location)
        let references = Set(heard.cloudFront.requests.map(\.callerReference))
        let batches = Set(heard.cloudFront.requests.map(\.items))
        #expect(references.count == 1 && batches.count == 1, "\(heard.cloudFront)", sourceLocation: location)
        try expectNothingOwed(location)
    }

    /// Requires that a further run has nothing to do, and that no secret stands in the ledger, whatever went wrong before.
    func expectNothingOwed(_ location: SourceLocation = #_sourceLocation) throws {
        let before = try heard().posts
        let further = try run()
        #expect(further.status == 0 && further.outcome == "nothing", "\(further)", sourceLocation: location)
        #expect(try heard().posts == before, "a further run sends nothing", sourceLocation: location)
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

    private static let controls = Mutex<[[String]: [Set<String>]]>([:])
}
