internal import LedgerSQL
internal import PostgresClient

/// Finds the items of a collection whose rows were deleted, if they are few, without joining all keys.
///
/// The keys in the table and in the ledger are grouped by their first characters, and the hashes of each group are summed
/// up. Where the two sums of a group differ, the ledger's items of that group are looked up in the table. The number of
/// items that are not found there must be the number of deleted rows. This takes half the time of an anti-join of millions
/// of keys, and no memory for them.
struct GoneItems {
    let source: ItemSource
    /// The ledger's number of the collection.
    let collection: Int
    let session: Session

    /// How many groups may differ: each is a condition of the second statement.
    private static let maximumGroups = 100

    private static let commonTypes: Set<Substring> = [
        "smallint", "integer", "bigint", "uuid", "text", "character varying",
    ]

    /// The keys of `count` items without a row; nil: they are too many, or were not found.
    func keys(_ count: Int) throws -> [String]? {
        // The first bytes of a key may end within a character.
        guard count <= CaptureStatement.maximumKeys, !session.connection.isByteEncoded else { return nil }
        let length = try prefixLength()
        let prefixes = try session.rows(differingPrefixes(length)).map { try $0.text("prefix") }
        guard !prefixes.isEmpty, prefixes.count <= Self.maximumGroups else { return nil }
        let keys = try session.rows(items(withPrefixes: prefixes, length)).map { try $0.text("key") }
        return keys.count == count ? keys : nil
    }

    /// How many first characters make a group: four more than all keys in the ledger have in common, as in `item-000001` and
    /// in the keys of several columns, `[1, 2]`.
    ///
    /// A statement of its own, because within the next one it would keep PostgreSQL from counting in parallel.
    private func prefixLength() throws -> Int {
        let row = try session.rows(
            """
            SELECT count(place) + 4 AS length
            FROM (SELECT min(key) AS low, max(key) AS high FROM freshen.item WHERE collection = \(number: collection)) AS edge
            LEFT JOIN generate_series(1, length(low)) AS place ON left(low, place) = left(high, place)
            """)[0]
        return try row.int("length")
    }

    /// The first characters of the groups whose keys differ between table and ledger.
    ///
    /// Each hash is halved so that it can be negated: the least integer has no opposite.
    private func differingPrefixes(_ length: Int) -> SQL {
        let own: SQL = "own.key COLLATE \"C\""
        return """
            SELECT prefix FROM (
              SELECT prefix, row_number() OVER () AS place FROM (
                SELECT left(\(own), \(number: length)) AS prefix, hashtext(\(own)) >> 1 AS hash
                FROM (\(source.keys)) AS own
                UNION ALL SELECT left(key, \(number: length)), -(hashtext(key) >> 1)
                FROM freshen.item WHERE collection = \(number: collection)) AS both_sides
              GROUP BY prefix HAVING sum(hash) <> 0) AS differing
            WHERE place <= \(number: Self.maximumGroups + 1)
            """
    }

    /// The ledger's items whose keys begin with one of the prefixes and are not in the table.
    ///
    /// Keys of common types are compared by their type, too, for the sake of the index. Others are compared as texts alone:
    /// the operators of an extension may be off the search path, and some take different texts for the same.
    private func items(withPrefixes prefixes: [String], _ length: Int) -> SQL {
        let patterns = prefixes.map { prefix -> SQL in
            guard prefix.unicodeScalars.count >= length else { return "known.key = \(bind: prefix)" }
            let escaped = prefix.replacing(/[\\%_]/) { "\\" + $0.output }
            return "known.key LIKE \(bind: escaped + "%")"
        }
        let types = source.keyTypes.enumerated().filter { Self.commonTypes.contains($0.element.prefix { $0 != "(" }) }
        let typed = types.map { SQL(trusted: " AND own.k\($0.offset) = known.k\($0.offset)") }.joined("")
        return """
            SELECT known.key FROM (\(.typedKey(source.keyTypes)) FROM freshen.item AS known
              WHERE known.collection = \(number: collection) AND (\(patterns.joined(" OR ")))) AS known
            WHERE NOT EXISTS (SELECT FROM (\(source.keys)) AS own
              WHERE own.key COLLATE "C" = known.key COLLATE "C"\(typed))
            """
    }
}
