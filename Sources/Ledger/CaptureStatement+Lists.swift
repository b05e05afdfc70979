internal import LedgerSQL

/// Lists: those that an item which differs is or was in are queried, and a page whose fingerprint differs is stale.
extension CaptureStatement {
    /// The ledger's numbers of the routes that are or were lists.
    private var listRoutes: [Int] { routes.filter(\.isList).map(\.id) }

    /// The relations `touched`, the lists to query, and `list_stale`, their pages that differ from the ledger's.
    ///
    /// Empty if the collection has no list.
    ///
    /// Where the content is compared, a list without `fields` is stale if an item that touches it shows something else.
    /// A list that an item may have been in for a while since the last look is stale even with the same fingerprint.
    /// With `queriesAllLists` every list is queried; in `list_stale` a list that no item touched has a null key.
    var lists: SQL {
        guard !listRoutes.isEmpty else { return "" }
        let all: SQL =
            queriesAllLists
            ? " UNION ALL SELECT route, NULL, NULL, FALSE, NULL FROM unnest(\(bind: numbers)::int[]) AS route" : ""
        let now = source.lists.map { list in
            "SELECT " + .route(list.route) + " AS route, path, next, page, fingerprint FROM ("
                + (queriesAllLists ? list.pages.unrestricted : list.pages.restricted) + ") AS list"
        }
        let none: SQL = "SELECT 0, '', '', 1::bigint, NULL::uuid WHERE FALSE"
        return """
            ,
            touched AS MATERIALIZED (
              SELECT p.route, p.path, coalesce(p.next, '') AS next, bool_or(d.maybe_flipped\(contentDiffers) OR p.path = ANY (
                SELECT f.path FROM unnest(d.flipped_pages) AS f WHERE f.route = p.route)) AS was_there, min(d.key) AS key
              FROM difference AS d CROSS JOIN LATERAL unnest(d.stale) AS p
              WHERE p.route = ANY (\(bind: numbers)::int[]) GROUP BY p.route, p.path, coalesce(p.next, '')\(all)),
            list_stale AS MATERIALIZED (
              SELECT page.*, t.key FROM (
                SELECT route, path, next, page, new.fingerprint, new.fingerprint IS DISTINCT FROM old.fingerprint AS differs
                FROM (\((now.isEmpty ? [none] : now).joined(" UNION ALL "))) AS new(route, path, next, page, fingerprint)
                FULL JOIN (SELECT route, path, next, page, fingerprint FROM freshen.list AS known
                  WHERE known.collection = \(number: collection) AND EXISTS (SELECT FROM touched AS t WHERE t.route = known.route
                    AND (t.path IS NULL OR t.path = known.path AND t.next = known.next))) AS old
                USING (route, path, next, page)) AS page
              LEFT JOIN touched AS t USING (route, path, next) WHERE page.differs OR t.was_there)
            """
    }

    private var contentDiffers: SQL {
        " OR " + contentDiffers("d.is_same", isPage("p", of: source.showingEveryColumn))
    }

    /// The stale pages of an item, a row `d` of `difference`: its own, and the stale pages of lists that it touched.
    var stalePages: SQL {
        guard !listRoutes.isEmpty else { return "unnest(d.stale)" }
        return """
            (SELECT p.route, p.path, p.next FROM unnest(d.stale) AS p WHERE NOT p.route = ANY (\(bind: numbers)::int[])
              UNION ALL SELECT l.route, \(.pageOfList("l")), nullif(l.next, '') FROM list_stale AS l WHERE l.key = d.key)
            """
    }

    /// Lists that differ although none of their items does.
    ///
    /// Where a table was altered or rewritten, not those whose fingerprints take in row versions: they all differ.
    var untouchedLists: SQL {
        guard !listRoutes.isEmpty, queriesAllLists else { return "" }
        return """
            UNION ALL SELECT r.kind, CASE r.kind WHEN 'pages_of' THEN r.id::text || l.path ELSE \(.pageOfList("l")) END,
              nullif(l.next, ''), '', 'the list differs', r.targets FROM list_stale AS l
            JOIN \(.rows(of: routes)) AS r(id, kind, targets) ON r.id = l.route WHERE l.key IS NULL AND \(countsUntouched("l"))
            """
    }

    private func countsUntouched(_ list: SQL) -> SQL {
        switch basis {
        case .fingerprints: "TRUE"
        case .fields: "NOT " + isPage(list, of: source.showingEveryColumn)
        case .values: "FALSE"
        }
    }

    /// How many items made at least one page or tag stale, plus the stale lists that no item touched.
    var changedItems: SQL {
        guard !listRoutes.isEmpty else { return "(SELECT count(*) FROM difference WHERE stale <> '{}')" }
        return """
            ((SELECT count(*) FROM difference AS d WHERE EXISTS (SELECT FROM unnest(d.stale) AS p
              WHERE NOT p.route = ANY (\(bind: numbers)::int[]) OR EXISTS (SELECT FROM list_stale AS l
                WHERE l.route = p.route AND l.path = p.path AND l.next = coalesce(p.next, ''))))
            + (SELECT count(DISTINCT (route, path, next)) FROM list_stale AS l WHERE key IS NULL AND \(countsUntouched("l"))))
            """
    }

    /// Stores what the lists show now.
    var writingLists: SQL {
        guard !listRoutes.isEmpty else { return "" }
        return """

            list_removal AS (DELETE FROM freshen.list AS known USING list_stale AS l WHERE l.fingerprint IS NULL
              AND known.collection = \(number: collection) AND known.route = l.route AND known.path = l.path
              AND known.next = l.next AND known.page = l.page),
            list_upsert AS (INSERT INTO freshen.list (collection, route, path, next, page, fingerprint)
              SELECT \(number: collection), route, path, next, page, fingerprint FROM list_stale
              WHERE fingerprint IS NOT NULL AND differs
              ON CONFLICT (collection, route, path, next, page) DO UPDATE SET fingerprint = excluded.fingerprint),
            """
    }

    private var numbers: String { arrayLiteral(listRoutes.map(String.init)) }
}

extension SQL {
    /// The path of a list's page, from a row of freshen.list.
    static func pageOfList(_ row: String) -> SQL {
        SQL(trusted: "replace(\(row).path, '\(ListSource.pageNumber)', \(row).page::text)")
    }

    /// A join, as `row`, of the stored pages of the list that an item's page stands for; a null row if it is no list.
    static func joinedLists(_ row: String, of collection: Int, _ page: String) -> SQL {
        SQL(
            trusted: """
                LEFT JOIN freshen.list AS \(row) ON \(row).collection = \(collection) AND \(row).route = \(page).route
                  AND \(row).path = \(page).path AND \(row).next = coalesce(\(page).next, '')
                """)
    }

    /// The path of an item's page, or of the page of a list joined by `joinedLists`.
    static func listPath(_ page: String, _ row: String) -> SQL {
        "CASE WHEN " + SQL(trusted: row) + ".page IS NULL THEN " + SQL(trusted: page) + ".path ELSE " + .pageOfList(row)
            + " END"
    }
}
