internal import Freshen
internal import LedgerSQL

/// The one statement that compares a collection with the ledger.
///
/// `run` appends a part that writes ledger and log, a dry run one that lists. They share the rest, so both find the same.
struct CaptureStatement {
    let source: ItemSource
    /// The ledger's number of the collection.
    let collection: Int
    var depth: Depth { items.depth }
    let items: ComparedItems
    /// The candidates' keys, where they are known and few; nil: the statement finds them itself.
    var keys: [String]?
    /// What says whether a page shows the same as before.
    var basis = ComparisonBasis.fingerprints
    /// What the reasons of stale items are derived from.
    var reasons = Reasons()
    /// Every route of the ledger, the file's included.
    let routes: [NumberedRoute]
    /// `CaptureContext.clock`: `$NOW` in the CMS lies between `lookedAt` and this.
    let clock: Instant
    /// Whether every list is queried, not only those of items that differ.
    let queriesAllLists: Bool

    /// How many keys are bound; if there are more, the statement finds them itself, so that memory does not grow.
    static let maximumKeys = 1000

    /// Compares, writes the ledger and appends to the log.
    ///
    /// Yields one row: `items`, how many made a page or tag stale; `pages_of`, the numbers of the stale routes of that kind,
    /// with `/` and the language where they have one, each with the item that caused it and the reason.
    func writing(lookNumber: Int) -> SQL {
        compared + """
            ,
            removal AS (DELETE FROM freshen.item AS i USING difference AS d
              WHERE d.is_gone AND i.collection = \(number: collection) AND i.key = d.key),
            upsert AS (\(upsert)),\(writingLists)
            log AS (INSERT INTO freshen.change (run, kind, path, next, collection, item, reason, targets)
              SELECT \(number: lookNumber), kind, path, next, \(bind: source.name), item, reason, targets FROM stale
              WHERE kind <> 'pages_of')
            SELECT \(changedItems) AS items,
              (SELECT coalesce(jsonb_object_agg(path, jsonb_build_array(item, reason)), '{}')
                FROM stale WHERE kind = 'pages_of') AS pages_of
            """
    }

    /// Writes the ledger and appends nothing to the log.
    var recording: SQL {
        compared + ", upsert AS (" + upsert + ")," + writingLists + " done AS (SELECT) SELECT FROM done"
    }

    /// Compares and lists what is stale: kind, path, next, item, reason, targets.
    ///
    /// A row of kind `items` has the number of items as its path. For the same targets at most `paths` paths are listed,
    /// because more than `flood` are replaced by everything.
    func listing(paths: Int) -> SQL {
        compared + """
             SELECT kind, path, next, item, reason, targets FROM stale WHERE kind <> 'path' OR (targets, path) IN (
              SELECT targets, path FROM (
                SELECT targets, path, row_number() OVER (PARTITION BY targets) AS place FROM stale WHERE kind = 'path'
                GROUP BY targets, path) AS listed WHERE place <= \(number: paths))
            UNION ALL SELECT 'items', \(changedItems)::text, NULL, '', '', '{}'
            """
    }

    /// Lists the pages of items whose rule has a date in the context's window, as `listing` does.
    var datesInWindow: SQL {
        """
        WITH candidate AS MATERIALIZED (\(candidates)),
        \(source.items)
        SELECT DISTINCT ON (r.kind, 2, s.next, r.targets) r.kind,
          CASE r.kind WHEN 'pages_of' THEN r.id::text || s.path ELSE s.path END AS path,
          s.next, item.key AS item, 'has a date in the window' AS reason, r.targets
        FROM item CROSS JOIN LATERAL (SELECT p.route, \(.listPath("p", "l")) AS path, p.next
          FROM unnest(CASE WHEN item.maybe_flipped THEN item.pages || item.flipped_pages ELSE item.flipped_pages END) AS p
          \(.joinedLists("l", of: collection, "p"))) AS s
        JOIN \(.rows(of: routes)) AS r(id, kind, targets) ON r.id = s.route
        """
    }

    /// Whether the row was written after one of its dates had passed.
    ///
    /// The item may have been visible in between, and the row may hold another date now: the ledger still has the one that
    /// passed. A version that differs does not prove that a row was written: it also takes in next dates and the visibility of
    /// related rows. Where the keys of written items are known, the item must be one of them.
    private var wasWrittenAfterDate: SQL {
        guard items.written != [] else { return "FALSE" }
        let isWritten: SQL = items.written.map { " AND c.key = ANY (\(bind: $0)::text[])" } ?? ""
        return """
            coalesce(o.next_due <= \(bind: clock.description)::timestamptz AND i.version IS DISTINCT FROM o.version, FALSE)\(isWritten)
            """
    }

    /// Whether a page is among `pages` and shows the same.
    private func isAmong(_ page: SQL, _ pages: SQL) -> SQL {
        let isThere = page + " = ANY (" + pages + ")"
        let hasTwin: SQL = """
            EXISTS (SELECT FROM unnest(\(pages)) AS same
              WHERE (same.route, same.path, same.next) IS NOT DISTINCT FROM (\(page).route, \(page).path, \(page).next))
            """
        let hasVersion = isPage(page, of: source.showingEveryColumn.union(source.lists.map(\.route)))
        let isUnchanged = isThere + " AND NOT (" + contentDiffers("is_same", hasVersion) + ")"
        return switch basis {
        case .fingerprints: "(" + isUnchanged + ")"
        case .fields: "CASE WHEN is_same AND " + hasVersion + " THEN " + hasTwin + " ELSE " + isUnchanged + " END"
        case .values: "CASE WHEN is_same THEN " + hasTwin + " ELSE " + isUnchanged + " END"
        }
    }

    /// Whether an item shows something else although its version may be the same.
    func contentDiffers(_ isSame: SQL, _ hasVersion: SQL) -> SQL {
        basis == .fingerprints && depth != .values ? "FALSE" : isSame + " IS FALSE AND " + hasVersion
    }

    /// Whether a page is one of the source's routes with these indices.
    func isPage(_ page: SQL, of routes: Set<Int>) -> SQL {
        let numbers = routes.sorted().map { SQL.route($0) }
        return numbers.isEmpty ? "FALSE" : "(" + page + ".route IN (" + numbers.joined(", ") + "))"
    }

    /// The relations `difference`, one row an item, and `stale`, one row a page or tag.
    private var compared: SQL {
        """
        WITH candidate AS MATERIALIZED (\(candidates)),
        \(source.items),
        seen AS (
          SELECT c.key, i.version, i.digest, coalesce(i.visible, FALSE) AS visible, i.due, flip.maybe_flipped,
            coalesce(CASE WHEN i.visible OR flip.maybe_flipped THEN i.pages END, '{}') AS pages_if_visible,
            coalesce(i.flipped_pages, '{}') AS flipped_pages,
            CASE WHEN i.visible THEN i.pages ELSE '{}' END AS pages,
            i.key IS NULL AS is_gone, i.digest = o.digest AS is_same, o.version AS old_version, o.next_due AS old_due, coalesce(o.visible, FALSE) AS was_visible,
            coalesce(o.pages, '{}') AS old_pages,
            (i.version, i.digest, i.visible, i.due)
              IS DISTINCT FROM (o.version, o.digest, o.visible, o.next_due) AS differs
          FROM candidate AS c LEFT JOIN item AS i ON i.key = c.key COLLATE "C"
          LEFT JOIN \(keys == nil ? .item("o", of: collection, "c.key") : .probed("o", of: collection, "c.key"))
          CROSS JOIN LATERAL (SELECT coalesce(i.maybe_flipped, FALSE) OR \(wasWrittenAfterDate)) AS flip(maybe_flipped)),
        difference AS MATERIALIZED (
          SELECT seen.*, s.stale FROM seen CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(DISTINCT ROW(p.route, p.path, p.next, NULL)::freshen.page), '{}') AS stale FROM (
              SELECT new.* FROM unnest(pages_if_visible) AS new WHERE maybe_flipped OR NOT \(isAmong("new", "old_pages"))
              UNION ALL SELECT flipped.* FROM unnest(flipped_pages) AS flipped
              UNION ALL SELECT old.* FROM unnest(old_pages) AS old WHERE maybe_flipped OR NOT \(isAmong("old", "pages"))) AS p) AS s
          WHERE differs OR maybe_flipped OR flipped_pages <> '{}' OR pages IS DISTINCT FROM old_pages)\(lists),
        stale AS MATERIALIZED ((
          SELECT DISTINCT ON (r.kind, 2, s.next, r.targets) r.kind,
            CASE r.kind WHEN 'pages_of' THEN r.id::text || s.path ELSE s.path END AS path, s.next, d.key AS item,
            \(reason) AS reason, r.targets
          FROM difference AS d \(joinedOrigins) CROSS JOIN LATERAL \(stalePages) AS s
          JOIN \(.rows(of: routes)) AS r(id, kind, targets) ON r.id = s.route
          ORDER BY r.kind, 2, s.next, r.targets, d.key)
          \(untouchedLists))
        """
    }

    private var upsert: SQL {
        """
        INSERT INTO freshen.item (collection, key, version, digest, visible, next_due, pages)
          SELECT \(number: collection), key, version, digest, visible, due, pages FROM difference
          WHERE NOT is_gone AND (differs OR pages IS DISTINCT FROM old_pages)
          ON CONFLICT (collection, key) DO UPDATE
          SET version = excluded.version, digest = excluded.digest, visible = excluded.visible,
            next_due = excluded.next_due, pages = excluded.pages
        """
    }
}
