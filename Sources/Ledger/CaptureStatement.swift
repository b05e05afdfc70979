internal import Freshen
internal import LedgerSQL

/// The one statement that compares a collection with the ledger.
///
/// `run` appends to it what writes ledger and log, a dry run what lists; both share everything that decides.
struct CaptureStatement {
    let source: ItemSource
    /// The ledger's number of the collection.
    let collection: Int
    let depth: Depth
    /// The candidates' keys where they are few and known; nil: the statement finds them itself.
    var keys: [String]?
    /// The keys of the collection's own young rows where they are known; nil: the statement finds them itself.
    var young: [String]?
    /// Every route that the ledger or the file knows.
    let routes: [NumberedRoute]
    /// The latest that the CMS's clock can show: N and the margin.
    let clock: Instant

    /// Compares, writes the ledger and appends to the log; one row: items with something stale, and the collections
    /// whose pages are all stale.
    func writing(run: Int) -> SQL {
        compared + """
            ,
            removal AS (DELETE FROM freshen.item AS i USING difference AS d
              WHERE d.is_gone AND i.collection = \(number: collection) AND i.key = d.key),
            upsert AS (\(upsert)),
            log AS (INSERT INTO freshen.change (run, kind, path, next, collection, item, reason)
              SELECT \(number: run), kind, path, next, \(bind: source.name), item, reason FROM stale WHERE kind <> 'pages_of')
            SELECT (SELECT count(*) FROM difference WHERE stale <> '{}'),
              (SELECT string_agg(path, chr(1)) FROM stale WHERE kind = 'pages_of')
            """
    }

    /// Records what is there, and nothing as stale.
    var recording: SQL {
        compared + ", upsert AS (" + upsert + ") SELECT 0, NULL"
    }

    /// Compares and lists what is stale: kind, path, next, item, reason.
    ///
    /// A last row of kind `items` counts the items. Of `paths` paths and more, that many are listed: more than a flood
    /// holds is everything.
    func listing(paths: Int) -> SQL {
        compared + """
             SELECT kind, path, next, item, reason FROM stale WHERE kind <> 'path' OR path IN (
              SELECT DISTINCT path FROM stale WHERE kind = 'path' LIMIT \(number: paths))
            UNION ALL SELECT 'items', count(*)::text, NULL, '', '' FROM difference WHERE stale <> '{}'
            """
    }

    /// The pages of items with a date of their rule in the window of the context, as in `listing`.
    var falling: SQL {
        """
        WITH candidate AS MATERIALIZED (\(candidates)),
        \(source.items)
        SELECT DISTINCT ON (r.kind, s.path, s.next) r.kind, CASE r.kind WHEN 'pages_of' THEN r.text ELSE s.path END AS path,
          s.next, item.key AS item, 'a date fell in the window' AS reason
        FROM item CROSS JOIN LATERAL unnest(CASE WHEN item.maybe_flipped THEN item.pages ELSE item.flipped_pages END) AS s
        JOIN \(routeList) ON r.id = s.route
        """
    }

    /// Whether a date that the row does not tell any more had fallen when the row was written: the ledger tells it.
    ///
    /// Where nothing was written, a version is another one because a date fell that is still there.
    private var wasMoved: SQL {
        guard depth != .due else { return "FALSE" }
        return """
            coalesce(o.next_due <= \(bind: clock.description)::timestamptz AND i.version IS DISTINCT FROM o.version, FALSE)
            """
    }

    /// What is stale, item by item; an item that was moved came and went too.
    private var compared: SQL {
        """
        WITH candidate AS MATERIALIZED (\(candidates)),
        \(source.items),
        seen AS (
          SELECT c.key, i.version, i.digest, coalesce(i.visible, FALSE) AS visible, i.due, u.maybe_flipped,
            coalesce(CASE WHEN i.visible OR u.maybe_flipped THEN i.pages END, '{}') AS would_be,
            coalesce(i.flipped_pages, '{}') AS flipped_pages,
            CASE WHEN i.visible THEN i.pages ELSE '{}' END AS pages,
            i.key IS NULL AS is_gone, o.version AS old_version, coalesce(o.visible, FALSE) AS was_visible,
            coalesce(o.pages, '{}') AS old_pages,
            (i.version, i.digest, i.visible, i.due)
              IS DISTINCT FROM (o.version, o.digest, o.visible, o.next_due) AS differs
          FROM candidate AS c LEFT JOIN item AS i ON i.key = c.key COLLATE "C"
          LEFT JOIN \(keys == nil ? .item("o", of: collection, "c.key") : .probed("o", of: collection, "c.key"))
          CROSS JOIN LATERAL (SELECT coalesce(i.maybe_flipped, FALSE) OR \(wasMoved)) AS u(maybe_flipped)),
        difference AS MATERIALIZED (
          SELECT seen.*, s.stale FROM seen CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(DISTINCT ROW(p.route, p.path, p.next, NULL)::freshen.page), '{}') AS stale FROM (
              SELECT n.* FROM unnest(would_be) AS n
                WHERE maybe_flipped OR n = ANY (flipped_pages) OR NOT n = ANY (old_pages)
              UNION ALL SELECT o.* FROM unnest(old_pages) AS o WHERE maybe_flipped OR NOT o = ANY (pages)) AS p) AS s
          WHERE differs OR maybe_flipped OR flipped_pages <> '{}' OR pages IS DISTINCT FROM old_pages),
        stale AS MATERIALIZED (
          SELECT DISTINCT ON (r.kind, s.path, s.next) r.kind,
            CASE r.kind WHEN 'pages_of' THEN r.text ELSE s.path END AS path, s.next, d.key AS item,
            CASE WHEN d.is_gone THEN 'deleted'
                 WHEN d.visible AND NOT d.was_visible THEN
                   CASE WHEN d.version IS DISTINCT FROM d.old_version THEN 'published' ELSE 'its date fell: published' END
                 WHEN d.was_visible AND NOT d.visible THEN
                   CASE WHEN d.version IS DISTINCT FROM d.old_version THEN 'hidden' ELSE 'its date fell: hidden' END
                 WHEN d.maybe_flipped THEN 'came and went' ELSE 'changed' END AS reason
          FROM difference AS d CROSS JOIN LATERAL unnest(d.stale) AS s JOIN \(routeList) ON r.id = s.route
          ORDER BY r.kind, s.path, s.next, d.key)
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

    private var candidates: SQL {
        if let keys { return named(keys) }
        let known: SQL = "freshen.item AS known WHERE known.collection = \(number: collection)"
        let columns = source.keyTypes.indices.map { SQL(trusted: ", own.k\($0)") }.joined("")
        switch depth {
        case .all:
            return "SELECT coalesce(own.key COLLATE \"C\", known.key) AS key" + columns + " FROM (" + source.keys
                + ") AS own FULL JOIN (SELECT key FROM " + known + ") AS known ON own.key COLLATE \"C\" = known.key"
        case .values:
            return differing("version", "digest", "visible", known: known, columns)
                + " OR own.due IS DISTINCT FROM known.next_due OR own.maybe_flipped OR own.shown_maybe_flipped"
        case .versions:
            return differing("version", known: known, columns)
        case .young:
            return ([due(known)] + source.tables.compactMap(young)).joined(" UNION ")
        case .due:
            return due(known)
        }
    }

    /// Items whose states are not what the ledger has, on either side.
    private func differing(_ parts: String..., known: SQL, _ columns: SQL) -> SQL {
        let differ = parts.map { SQL(trusted: "own.\($0) IS DISTINCT FROM known.\($0)") }.joined(" OR ")
        return "SELECT coalesce(own.key COLLATE \"C\", known.key) AS key" + columns + " FROM (" + source.states
            + ") AS own FULL JOIN (SELECT * FROM " + known + ") AS known ON own.key COLLATE \"C\" = known.key WHERE "
            + "known.next_due <= " + .parameter(.lookedAt) + " OR " + differ
    }

    /// The keys of the candidates, `limit` at most.
    ///
    /// They are numbered instead of limited: the planner takes a limit for soon reached and chooses what starts fast.
    func finding(limit: Int) -> SQL {
        "SELECT key FROM (SELECT key, row_number() OVER () AS place FROM (" + candidates
            + ") AS candidate) AS candidate WHERE place <= " + "\(number: limit)"
    }

    /// Given as values they are counted by the planner, which then takes the indexes that there are.
    private func named(_ keys: [String]) -> SQL {
        typedKey + " FROM unnest(" + "\(bind: keys)" + "::text[]) AS known(key)"
    }

    private func due(_ known: SQL) -> SQL {
        typedKey + " FROM " + known + " AND known.next_due <= " + .parameter(.lookedAt)
    }

    /// `SELECT key, k0, k1, …` from the ledger's spelling of a key.
    ///
    /// The keys leave the ledger without its collation, which would not go together with one of the collection's own.
    private var typedKey: SQL {
        let key = "(known.key COLLATE \"default\")"
        let columns = source.keyTypes.enumerated().map { index, type in
            let text = source.keyTypes.count == 1 ? key : "(known.key::jsonb ->> \(index))"
            return SQL(trusted: ", \(text)::\(type) AS k\(index)")
        }
        return SQL(trusted: "SELECT \(key) AS key") + columns.joined("")
    }

    private func young(_ table: WatchedTable) -> SQL? {
        switch table.reach {
        case .own: young.map(named) ?? source.keys + " WHERE " + SQL.isYoung("own")
        case .toOne(let items): items
        case .whole: nil
        }
    }

    private var routeList: SQL {
        let rows = routes.map { route in
            "(" + "\(number: route.id)" + ", " + "\(bind: route.identity.kind.rawValue)" + "::text, "
                + "\(bind: route.identity.text)" + "::text)"
        }
        let values: SQL =
            rows.isEmpty
            ? "(SELECT 0 AS id, ''::text AS kind, ''::text AS text WHERE FALSE)" : "(VALUES " + rows.joined(", ") + ")"
        return values + " AS r(id, kind, text)"
    }
}

extension SQL {
    /// What the ledger has of the item with a key, to be joined as `alias`.
    static func item(_ alias: String, of collection: Int, _ key: String) -> SQL {
        SQL(
            trusted: """
                freshen.item AS \(alias) ON \(alias).collection = \(collection) AND \(alias).key = \(key) COLLATE "C"
                """)
    }

    /// The same for few keys, each looked up in the index.
    ///
    /// A ledger that has just been filled has no statistics: the planner then takes a collection for small and reads it all.
    static func probed(_ alias: String, of collection: Int, _ key: String) -> SQL {
        SQL(
            trusted: """
                LATERAL (SELECT * FROM freshen.item AS i WHERE i.collection = \(collection) AND i.key = \(key) COLLATE "C"
                  OFFSET 0) AS \(alias) ON TRUE
                """)
    }
}

/// A route with the ledger's number for it.
struct NumberedRoute: Equatable {
    let id: Int
    let identity: RouteIdentity
}
