internal import LedgerSQL

/// A condition that a text holds only valid UTF-8.
///
/// A database in the encoding SQL_ASCII converts nothing, so a text may hold any bytes, and PostgreSQL refuses to encode it
/// for a path or to send it. Most texts are ASCII, which is the cheaper test.
func isUTF8(_ text: SQL) -> SQL {
    let tail = "[89ab][0-9a-f]"
    let sequences = [
        "[0-7][0-9a-f]", "(c[2-9a-f]|d[0-9a-f])\(tail)", "e0[ab][0-9a-f]\(tail)", "e[1-9abcef](\(tail)){2}",
        "ed[89][0-9a-f]\(tail)", "f0[9ab][0-9a-f](\(tail)){2}", "f[123](\(tail)){3}", "f48[0-9a-f](\(tail)){2}",
    ]
    let bytes: SQL = "encode(convert_to((" + text + ")::text, 'SQL_ASCII'), 'hex') COLLATE \"C\" "
    return "((" + text + ")::text COLLATE \"C\" ~ '^[\\x01-\\x7f]*$' OR " + bytes + "~ "
        + SQL(trusted: "'^(\(sequences.joined(separator: "|")))*$')")
}

/// Its bytes, each beyond ASCII written in ASCII.
private func escaped(_ text: SQL) -> SQL { "encode(convert_to(" + text + ", 'SQL_ASCII'), 'escape')" }

extension CollectionCompiler {
    private var isByteEncoded: Bool { catalog.isByteEncoded == true }

    /// A text as it can be sent: one that is no UTF-8 with its bytes beyond ASCII written in ASCII.
    func printable(_ text: SQL) -> SQL {
        isByteEncoded ? "CASE WHEN " + isUTF8(text) + " THEN " + text + " ELSE " + escaped(text) + " END" : text
    }

    /// The rows of a collection that are items, as a relation to read from: a row whose key is no UTF-8 is none, because a key
    /// is stored in the ledger and sent.
    func itemRows(of table: Table) -> SQL {
        guard isByteEncoded, table.primaryKey.contains(where: { table.column($0).map(isText) ?? false }) else {
            return table.sql
        }
        reads.note(table.primaryKey, of: table)
        let systemColumns = table.hasRowVersions ? ["ctid", "xmin", "tableoid"] : []
        let columns =
            systemColumns.map { SQL(trusted: "t." + $0) } + table.readableColumns.map { table.column($0.name, of: "t") }
        return "(SELECT " + columns.joined(", ") + " FROM " + table.sql + " AS t WHERE " + isUTF8(table.key(of: "t"))
            + ")"
    }

    /// `SELECT name, key, column, is_item` of rows that the statements read and that hold a text which is no UTF-8, a few of
    /// each table; nil: the database converts texts, so there can be none.
    func invalidTexts(root: JoinedTable) -> SQL? {
        guard isByteEncoded else { return nil }
        var found: Set<String> = []
        let tables = ([root] + watched.map(\.row)).map(\.table).filter { found.insert($0.oid).inserted }
        let checks = tables.compactMap { invalidTexts(of: $0, isOwn: $0.oid == root.table.oid) }
        return checks.isEmpty ? nil : checks.joined(" UNION ALL ")
    }

    private func invalidTexts(of table: Table, isOwn: Bool) -> SQL? {
        let read = table.columns.filter { column in
            isText(column) && (table.primaryKey.contains(column.name) || isUsed(column, of: table))
        }
        guard !read.isEmpty else { return nil }
        let names = read.map { column -> SQL in
            " WHEN NOT " + isUTF8(table.column(column.name, of: "t")) + " THEN \(bind: column.name)::text"
        }
        let key = table.key(of: "t")
        return """
            (SELECT * FROM (SELECT \(bind: table.name)::text AS name, \(escaped(key)) AS key,
                \(isOwn ? isUTF8(key) : "TRUE") AS is_item, CASE\(names.joined("")) END AS column
                FROM \(table.sql) AS t) AS texts
              WHERE "column" IS NOT NULL ORDER BY is_item LIMIT 3)
            """
    }

    private func isText(_ column: Column) -> Bool { [.text, .json, .other].contains(column.type) }
}
