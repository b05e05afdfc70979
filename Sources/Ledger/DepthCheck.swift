internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Decides how much of one collection a look compares.
struct DepthCheck {
    let source: ItemSource
    /// The ledger's number of the collection.
    let number: Int
    /// `ItemSource.signature` at the last comparison; nil: there was none.
    let signature: Signature?
    /// Whether the collection's table has rows that are no items (`TextCheck`), so that counts of rows say nothing.
    let hidesItems: Bool
    let context: CaptureContext
    let session: Session

    /// Why the collection's items are compared by other rules than before; nil: the rules are the same.
    var ruleChange: String? {
        guard let before = signature, !context.checkpoint.isFirst else {
            return context.checkpoint.isFirst ? nil : "freshen.yaml changed"
        }
        let now = source.signature
        if now.comparesVersions(with: before) { return nil }
        if before.file.isEmpty { return "freshen.yaml or freshen itself changed" }
        if before.file != now.file { return "freshen.yaml changed" }
        if before.permissions != now.permissions { return "the reader's permissions changed" }
        if before.languages != now.languages { return "the languages changed" }
        if before.tables.isEmpty { return "the tables' structure, or freshen itself, changed" }
        return now.hasTables(of: before) ? "freshen itself changed" : "a table was altered or rewritten"
    }

    /// By what the pages of an item are compared.
    ///
    /// In another database it is their fingerprints: there, too, every page is named beside everything, for pods that hear
    /// only their own path.
    var basis: ComparisonBasis {
        guard let before = signature, !before.tables.isEmpty, context.checkpoint.discontinuity == nil,
            !source.signature.hasTables(of: before)
        else { return .fingerprints }
        let isOnlyRewritten =
            before.statements == source.signature.statements && before.tables == source.signature.tables
        return isOnlyRewritten ? .values : .fields
    }

    /// What is compared, and what is known of the items that can differ.
    func decide() throws -> ComparedItems {
        let checkpoint = context.checkpoint
        let canContinue = checkpoint.discontinuity == nil && checkpoint.lookedAt.map { $0 <= context.lookedAt } ?? false
        if !source.signature.comparesVersions(with: signature) || !canContinue { return ComparedItems(depth: .all) }
        if checkpoint.isTooOld || hidesItems {
            return ComparedItems(depth: context.request.kind == .everyItem ? .values : .versions)
        }
        var young: (unknown: Int, keys: [String]?) = (0, nil)
        if let count = source.tables.first.flatMap({ context.counts[$0.oid] }) {
            young = try count.young.map(youngRows) ?? (0, [])
        }
        let check = CountCheck(
            source: source, before: { checkpoint.counts[$0] },
            now: { context.counts[$0] ?? TableCount(rows: 0, young: nil) }, unknownYoung: young.unknown)
        var items = ComparedItems(depth: check.depth, young: young.keys)
        // At these two depths no row of another table was written or deleted; at `.due` none of the own table either.
        if check.depth == .due { items.written = [] }
        if check.depth == .young { items.written = young.keys }
        if context.request.kind == .everyItem {
            items.depth = .values
        } else {
            let gone = GoneItems(source: source, collection: number, session: session)
            items.gone = try check.ownDeletions.flatMap(gone.keys)
        }
        return items
    }

    /// Reads the young rows, and no block of the table outside them.
    ///
    /// Returns how many of them the ledger does not hold, and the keys of all; nil: there are too many keys.
    private func youngRows(in span: TableCount.Span) throws -> (unknown: Int, keys: [String]?) {
        let limit = CaptureStatement.maximumKeys
        let values = context.values(routes: [], isRestricted: true)
        let young: SQL = """
            \(source.keys) WHERE own.ctid >= \(bind: span.first)::tid AND own.ctid <= \(bind: span.last)::tid
              AND \(.isYoung("own"))
            """
        let found = try session.rows(
            """
            SELECT young.key, known.key IS NULL AS is_unknown FROM (\(young) LIMIT \(number: limit + 1)) AS young
            LEFT JOIN \(.probed("known", of: number, "young.key"))
            """, values)
        if found.count <= limit {
            return (try found.filter { try $0.bool("is_unknown") }.count, try found.map { try $0.text("key") })
        }
        let count = try session.rows(
            """
            SELECT count(*) AS unknown FROM (\(young)) AS young LEFT JOIN \(.item("known", of: number, "young.key"))
            WHERE known.key IS NULL
            """, values
        ).first?.int("unknown")
        return (count ?? 0, nil)
    }
}

/// How much of a collection a look compares, and what is known of the items that can differ: their keys, each list nil
/// where they were not read or are too many.
struct ComparedItems {
    var depth: Depth
    /// Of the collection's own young rows.
    var young: [String]?
    /// Of items that lost their own rows.
    var gone: [String]?
    /// Of all items of which a row was written since the last look.
    var written: [String]?
}

/// How much of a collection a look compares.
enum Depth: Equatable {
    /// Every item, page by page.
    case all
    /// Every item's values and version.
    case values
    /// Every item's version.
    case versions
    /// The items that lost a row of one of these tables, by oid, besides those of young rows and those that are due.
    case gone(from: Set<String>)
    /// The items of young rows, and those that are due.
    case young
    /// Only the items that are due.
    case due
}

/// What says whether an item's page shows the same as before.
enum ComparisonBasis {
    /// Its fingerprint: the item's version where its route has no `fields`.
    case fingerprints
    /// The fingerprint of a route with `fields`, and the values of the whole item for one without: a table was altered, and
    /// versions say nothing.
    case fields
    /// The values of the whole item: a table was rewritten, and nothing else is different.
    case values
}
