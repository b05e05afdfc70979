internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// What the reason of a stale item is derived from, in addition to the item itself.
struct Reasons {
    /// Why the items are compared by other rules than before; nil: the rules are the same.
    var ruleChange: String?
    /// Whether the instant looked at is earlier than that of the last look.
    var isEarlier = false
    /// The rows that were written since the last look; nil: unknown (`Capture.origins`).
    var rows: Origins?

    /// From which rows the difference of an item can come.
    struct Origins {
        /// The keys of the collection's own rows that were written since the last look.
        var own: [String]
        /// Of items whose own row was not written: the related rows that were, as text.
        var related: [(item: String, rows: String)] = []
    }

    /// How many related rows are named for one item.
    private static let mostNamed = 3

    /// Finds the related rows of the candidates in `keys` that were written since the last look, where there can be any.
    ///
    /// It costs a statement only where a candidate's own row was not written.
    static func origins(
        _ statement: CaptureStatement, _ keys: [String], own: [String], _ context: CaptureContext, _ session: Session
    ) throws -> Origins {
        let written = Set(own)
        let others = keys.filter { !written.contains($0) }
        let tables = statement.source.tables.filter { context.counts[$0.oid]?.young != nil }
        let young = tables.compactMap(\.youngRowsOfCandidates)
        guard !others.isEmpty, !young.isEmpty else { return Origins(own: own) }
        let rows = try session.rows(
            """
            WITH candidate AS MATERIALIZED (\(statement.items(withKeys: others)))
            SELECT item, string_agg(CASE WHEN place > \(number: mostNamed) THEN '…' ELSE shown END, ', ' ORDER BY place) AS rows
            FROM (SELECT item, shown, row_number() OVER (PARTITION BY item ORDER BY shown) AS place
              FROM (\(young.joined(" UNION "))) AS found(item, shown)) AS numbered
            WHERE place <= \(number: mostNamed + 1) GROUP BY item
            """, context.values(routes: [], isRestricted: true))
        return Origins(own: own, related: try rows.map { (try $0.text("item"), try $0.text("rows")) })
    }
}

extension CaptureStatement {
    /// Why a row `d` of `difference` is stale; `origin` is the row that `joinedOrigins` joins.
    var reason: SQL {
        """
        CASE WHEN d.is_gone THEN 'deleted'\(reasonOfRules)
          WHEN d.visible <> d.was_visible THEN
            CASE WHEN d.version IS DISTINCT FROM d.old_version THEN '' ELSE \(bind: whyWithoutWrite)::text END
            || CASE WHEN d.visible THEN 'published' ELSE 'hidden' END\(becauseOfRelated)
          WHEN d.maybe_flipped THEN 'may have been visible in between'\(reasonOfRelated) ELSE 'changed' END
        """
    }

    /// The join that `reason` needs.
    var joinedOrigins: SQL {
        guard let related = reasons.rows?.related, !related.isEmpty else { return "" }
        return """
            LEFT JOIN unnest(\(bind: related.map(\.item))::text[], \(bind: related.map(\.rows))::text[]) AS origin(item, rows)
              ON origin.item COLLATE "C" = d.key
            """
    }

    /// Why an item is published or hidden although nothing was written.
    private var whyWithoutWrite: String { reasons.isEarlier ? "an earlier instant: " : "its date has come: " }

    private var namesRelated: Bool { reasons.rows?.related.isEmpty == false }

    /// Names the related rows that were written, after `published` or `hidden`.
    private var becauseOfRelated: SQL {
        namesRelated ? " || coalesce(', because ' || origin.rows || ' changed', '')" : ""
    }

    /// Whether the item's own row was not written since the last look.
    private var ownIsOld: SQL {
        guard let own = reasons.rows?.own else {
            return "d.key NOT IN (SELECT key COLLATE \"C\" FROM (\(source.keys) WHERE \(.isYoung("own"))) AS written)"
        }
        return "d.key <> ALL (\(bind: own)::text[])"
    }

    private var reasonOfRules: SQL {
        guard let change = reasons.ruleChange else { return "" }
        return "\n  WHEN \(ownIsOld) THEN \(bind: change)::text"
    }

    private var reasonOfRelated: SQL {
        guard reasons.rows != nil else { return "" }
        let named: SQL =
            namesRelated ? "\n  WHEN origin.rows IS NOT NULL THEN 'shows ' || origin.rows || ', which changed'" : ""
        return named + """

              WHEN \(ownIsOld) THEN CASE WHEN d.old_due <= \(.parameter(.lookedAt)) THEN 'a date has come'
                ELSE 'a row that it showed was deleted or moved away' END
            """
    }
}
