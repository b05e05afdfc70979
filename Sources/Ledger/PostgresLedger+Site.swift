package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger {
    /// Refuses a ledger that another site's freshen.yaml keeps: each of the two would send everything in turn, for ever.
    ///
    /// `site` is another one if it has no collection or bucket of the ledger, or no target of it while the collections'
    /// rules are others, too. Throws a configuration failure before anything is written.
    package func check(_ site: Site) throws(Failure) {
        try translating {
            let (collections, targets) = try stored()
            let watched = Set(site.collections.map(\.name.value) + site.buckets.map(\.sourceName))
            let named = Set(site.webs.map { Target.Kind.pod.rawValue + " " + $0.name })
                .union(site.distributions.map { Target.Kind.distribution.rawValue + " " + $0.id })
            let files = Set(site.collections.map { fnv1a($0.file) })
            let hasOtherRules = !files.isEmpty && files.isDisjoint(with: collections.values)
            let isOther = { (known: Set<String>, now: Set<String>) in
                !known.isEmpty && !now.isEmpty && known.isDisjoint(with: now)
            }
            guard isOther(Set(collections.keys), watched) || hasOtherRules && isOther(targets, named) else { return }
            throw Failure(
                .configuration,
                "the schema \(session.schema) is the ledger of another site, with \(list(collections.keys)): give this file a "
                    + "ledger of its own with the key schema, such as schema: \(session.schema)_b, and run `freshen migrate`; "
                    + "if it is the same site, leave one of its collections and targets in the file for one run")
        }
    }

    /// The hashes of the file with which the ledger's collections were compared, by the collections' names, and its targets.
    private func stored() throws -> (collections: [String: String], targets: Set<String>) {
        let rows = try session.rows(
            """
            SELECT name, signature FROM freshen.collection UNION ALL SELECT DISTINCT
              kind || ' ' || CASE kind WHEN 'pod' THEN web ELSE name END, NULL FROM freshen.target
            """)
        var (collections, targets): ([String: String], Set<String>) = ([:], [])
        for row in rows {
            let name = try row.text("name")
            if let signature = row["signature"] {
                collections[name] = Signature(text: signature).file
            } else {
                targets.insert(name)
            }
        }
        return (collections, targets)
    }

    private func list(_ names: some Sequence<String>) -> String {
        let names = names.sorted()
        return "the collections " + names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
    }
}
