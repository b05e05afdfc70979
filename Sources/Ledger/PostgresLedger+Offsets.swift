package import Freshen
internal import PostgresClient

extension PostgresLedger {
    package func enlist(_ targets: [Target]) throws(Failure) {
        let known = try standing().offsets
        let new = targets.filter { known[$0] == nil }
        guard !new.isEmpty else { return }
        let rows = new.map { target -> SQL in
            "(" + "\(bind: target.kind.rawValue)::text, " + "\(bind: target.web)::text, "
                + "\(bind: target.name)::text)"
        }
        // The log is empty until the first look, so 0 is its head for those who are known by then.
        try translating {
            try session.run(
                """
                INSERT INTO freshen.target (kind, web, name, acknowledged)
                SELECT t.kind, t.web, t.name, CASE WHEN c.at IS NULL THEN 0 END
                FROM (VALUES \(rows.joined(", "))) AS t(kind, web, name), freshen.checkpoint AS c ON CONFLICT DO NOTHING
                """)
        }
    }

    package func standing() throws(Failure) -> Standing {
        try translating {
            // A log that was pruned to its end has been read to its end by whoever gets everything.
            let rows = try session.rows(
                """
                SELECT greatest((SELECT max(id) FROM freshen.change), pruned), at IS NOT NULL, t.kind, web, name, acknowledged
                FROM freshen.checkpoint LEFT JOIN freshen.target AS t ON TRUE
                """)
            var standing = Standing(
                head: rows.first?.int(0) ?? 0, hasLooked: rows.first?[1] == "t", offsets: [:])
            for row in rows {
                guard let kind = row[2].flatMap(Target.Kind.init) else { continue }
                let target = Target(kind: kind, web: row[3] ?? "", name: row[4] ?? "")
                standing.offsets.updateValue(row.int(5), forKey: target)
            }
            return standing
        }
    }

    package func owed(after offset: Int?, upTo: Int, limit: Int) throws(Failure) -> Owed {
        try translating {
            let pruned = try session.rows("SELECT pruned FROM freshen.checkpoint").first?.int(0) ?? 0
            // What was pruned cannot be sent one by one any more; what is still there is sent beside everything.
            let isPruned = offset.map { $0 < pruned } ?? true
            let rows = try session.rows(
                """
                SELECT DISTINCT kind, path, next FROM freshen.change
                WHERE id > \(number: offset ?? 0) AND id <= \(number: upTo) LIMIT \(number: limit + 1)
                """)
            guard rows.count <= limit else { return Owed(everything: true) }
            return Owed(entries: rows.compactMap(LogEntry.init), everything: isPruned)
        }
    }

    package func reasons(after offset: Int, upTo: Int) throws(Failure) -> [PlannedEntry] {
        guard offset < upTo else { return [] }
        return try translating {
            try session.rows(
                """
                SELECT DISTINCT ON (kind, path, next) kind, path, next, coalesce(collection, ''), coalesce(item, ''), reason
                FROM freshen.change WHERE id > \(number: offset) AND id <= \(number: upTo) ORDER BY kind, path, next, id DESC
                """
            ).compactMap { row in
                LogEntry(row).map {
                    PlannedEntry($0, collection: row[3] ?? "", item: row[4] ?? "", reason: "owed: " + (row[5] ?? ""))
                }
            }
        }
    }

    package func acknowledge(_ targets: [Target], upTo: Int) throws(Failure) {
        guard !targets.isEmpty else { return }
        try translating {
            try session.run(
                """
                UPDATE freshen.target AS t SET acknowledged = greatest(acknowledged, \(number: upTo)),
                  acknowledged_at = clock_timestamp()
                FROM unnest(\(bind: targets.map(\.kind.rawValue))::text[], \(bind: targets.map(\.web))::text[],
                  \(bind: targets.map(\.name))::text[]) AS told(kind, web, name)
                WHERE t.kind = told.kind AND t.web = told.web AND t.name = told.name
                """)
        }
    }

    // MARK: Batches

    package func store(distribution: String, batches: [[String]], upTo: Int) throws(Failure) {
        // Where nothing is to be asked for (tags alone, on a distribution without tags), that is done already.
        guard !batches.isEmpty else {
            return try acknowledge([Target(kind: .distribution, name: distribution)], upTo: upTo)
        }
        try translating {
            try session.transaction("BEGIN") {
                for items in batches {
                    try session.run(
                        """
                        INSERT INTO freshen.batch (distribution, items, up_to) VALUES (\(bind: distribution),
                          string_to_array(\(bind: items.joined(separator: "\n")), chr(10)), \(number: upTo))
                        """)
                }
            }
        }
    }

    package func openBatches(of distribution: String) throws(Failure) -> [Batch] {
        try translating {
            try session.rows(
                """
                SELECT id, caller_reference, array_to_string(items, chr(10)), up_to FROM freshen.batch
                WHERE distribution = \(bind: distribution) AND invalidation IS NULL ORDER BY id
                """
            ).map { row in
                Batch(
                    id: row.int(0) ?? 0, distribution: distribution, callerReference: row[1] ?? "",
                    items: (row[2] ?? "").split(separator: "\n").map(String.init), upTo: row.int(3) ?? 0)
            }
        }
    }

    package func accept(_ batch: Batch, invalidation: String) throws(Failure) {
        try translating {
            try session.transaction("BEGIN") {
                // Of two runs that accept at the same moment the later one must see what the earlier one did.
                try session.run(
                    """
                    SELECT FROM freshen.target WHERE kind = 'distribution' AND name = \(bind: batch.distribution) FOR UPDATE
                    """)
                try session.run(
                    """
                    UPDATE freshen.batch SET invalidation = \(bind: invalidation) WHERE id = \(number: batch.id)
                    """)
                try session.run(
                    """
                    UPDATE freshen.target
                    SET acknowledged = greatest(acknowledged, \(number: batch.upTo)), acknowledged_at = clock_timestamp()
                    WHERE kind = 'distribution' AND name = \(bind: batch.distribution) AND NOT EXISTS (
                      SELECT FROM freshen.batch WHERE distribution = \(bind: batch.distribution) AND invalidation IS NULL)
                    """)
            }
        }
    }
}
