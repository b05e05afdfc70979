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

extension CollectionCompiler {
    /// `SELECT name, key, column, is_key` of rows that the statements read and that hold a text which is no UTF-8, a few of
    /// each table; nil: the database converts texts, so there can be none.
    func invalidTexts(root: JoinedTable) -> SQL? {
        guard catalog.isByteEncoded == true else { return nil }
        var found: Set<String> = []
        let tables = ([root] + watched.map(\.row)).map(\.table).filter { found.insert($0.oid).inserted }
        let checks = tables.compactMap(invalidTexts)
        return checks.isEmpty ? nil : checks.joined(" UNION ALL ")
    }

    private func invalidTexts(of table: Table) -> SQL? {
        let read = table.columns.filter { column in
            let isKey = table.primaryKey.contains(column.name)
            return [.text, .json, .other].contains(column.type) && (isKey || isUsed(column, of: table))
        }
        guard !read.isEmpty else { return nil }
        let names = read.map { column -> SQL in
            " WHEN NOT " + isUTF8(table.column(column.name, of: "t")) + " THEN \(bind: column.name)::text"
        }
        let key = table.key(of: "t")
        // In this format of bytea every byte beyond ASCII is written in ASCII.
        return """
            (SELECT * FROM (SELECT \(bind: table.name)::text AS name,
                encode(convert_to(\(key), 'SQL_ASCII'), 'escape') AS key, NOT \(isUTF8(key)) AS is_key,
                CASE\(names.joined("")) END AS column FROM \(table.sql) AS t) AS texts
              WHERE "column" IS NOT NULL LIMIT 3)
            """
    }
}
