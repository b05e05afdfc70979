internal import Freshen
internal import LedgerSQL
internal import Text

/// The text of a route's path, tag or pattern, made of its template.
extension RouteCompiler {
    /// The value of a field path as text; null if a row on the path is hidden from the reader.
    func value(_ path: [String], of start: JoinedTable, _ moment: Moment) throws(Failure) -> SQL {
        let rows = try rows(along: path, from: start)
        let value = try column(path, of: rows.last ?? start)
        let seen = try visibilities(rows).map { $0.holds(moment) }
        guard !seen.isEmpty else { return value }
        return "CASE WHEN " + seen.joined(" AND ") + " THEN " + value + " END"
    }

    /// Path and `next` of the pages that the item is on, one in each row where to-many relations multiply rows; and the
    /// conditions under which the rows on the placeholders' paths are visible to the reader.
    func listTexts() throws(Failure) -> (path: SQL, next: SQL?, conditions: [Visibility]) {
        var conditions: [Visibility] = []
        let texts = try texts { path throws(Failure) in
            if try isOptional(path) { return try value(path, of: root, .atLook) }
            var (row, options) = (root, route.options)
            for segment in path.dropLast() {
                options = options.nested[segment] ?? QueryOptions()
                conditions += try isOfLanguage(segment, options, of: row)
                row = try compiler.related(Placed(segment, at: route.place), of: row)
                conditions += try visibilities([row])
                // Redundant, because the path would be null without the row. But with this condition PostgreSQL can
                // make the outer join an inner one, and begin with the rows of the lists.
                guard !row.table.primaryKey.isEmpty else { continue }
                conditions.append(Visibility(atLook: row.exists, maybeFlipped: nil, due: nil))
            }
            if let element = element(path, of: row) { return element }
            return try column(path, of: row)
        }
        return (texts.path, texts.next, conditions)
    }

    /// The row at which a field path begins and the related rows on the path.
    func rows(along path: [String], from start: JoinedTable) throws(Failure) -> [JoinedTable] {
        var rows = [start]
        for segment in path.dropLast() {
            let row = rows[rows.count - 1]
            rows.append(try row.joinOne(segment, relation(segment, of: row.table), in: compiler))
        }
        return rows
    }

    /// The conditions under which the related rows are visible to the reader; `root`, the item itself, is left out.
    ///
    /// Which fields of a row the reader sees does not matter: the API also filters by a field whose value it returns as
    /// null, so a page can be found by it.
    func visibilities(_ rows: [JoinedTable]) throws(Failure) -> [Visibility] {
        try rows.filter { $0 !== root }.map { row throws(Failure) in try compiler.isSeen(row) }.compactMap { $0 }
    }

    func column(_ path: [String], of row: JoinedTable) throws(Failure) -> SQL {
        let name = path.last ?? ""
        guard let column = row.table.column(name) else {
            let relation = try relation(name, of: row.table)
            throw .configuration(
                "{\(path.joined(separator: "."))} leads to rows of \(relation.target): name a field of theirs",
                at: route.place)
        }
        compiler.use(column, of: row.table)
        // Columns with different collations cannot be concatenated, and paths are compared by their bytes.
        let text = plainText(row.column(name), column)
        return "(" + (column.type == .float ? "nullif(" + text + ", 'null')" : text) + ") COLLATE \"C\""
    }

    /// Path and `next` with the values of their placeholders.
    func texts(_ value: ([String]) throws(Failure) -> SQL) throws(Failure) -> (path: SQL, next: SQL?) {
        let (path, next) = route.pages.templates
        return (try text(of: path, value), try next.map { next throws(Failure) in try text(of: next, value) })
    }

    /// The template with its values filled in; null if one of them is null, unless it is optional.
    ///
    /// It is also null if a value is no UTF-8, which only a database that converts nothing can hold.
    private func text(of template: PathTemplate, _ value: ([String]) throws(Failure) -> SQL) throws(Failure) -> SQL {
        guard compiler.catalog.isByteEncoded == true else { return try filled(template, value) }
        var values: [SQL] = []
        let text = try filled(template) { path throws(Failure) in
            let value = try value(path)
            values.append(value)
            return value
        }
        let isValid = values.map { "coalesce(" + isUTF8($0) + ", TRUE)" }.joined(" AND ")
        return values.isEmpty ? text : "CASE WHEN " + isValid + " THEN " + text + " END"
    }

    private func filled(_ template: PathTemplate, _ value: ([String]) throws(Failure) -> SQL) throws(Failure) -> SQL {
        let encodes = if case .path = route.pages { true } else { false }
        var parts: [(plain: SQL, encoded: SQL)] = []
        var values: [SQL] = []
        for piece in template.pieces {
            switch piece {
            case .literal(let text):
                let literal: SQL = "\(bind: literal(text))::text"
                parts.append((literal, literal))
            case .language:
                root.select.joinLanguages()
                values.append("language.path")
                parts.append(("language.path", encodes ? Languages.path : "language.path"))
            case .field(["page"]) where route.isList, .optional(["page"]) where route.isList:
                let number: SQL = "\(bind: ListSource.pageNumber)::text"
                parts.append((number, number))
            case .field(let path):
                let value = try value(path)
                values.append(value)
                parts.append((value, encoded(value)))
            case .optional(let path):
                let value: SQL = "coalesce(" + (try value(path)) + ", '')"
                values.append(value)
                parts.append((value, encoded(value)))
            }
        }
        guard !parts.isEmpty else { return "''::text" }
        let encoded = parts.map(\.encoded).joined(" || ")
        if case .tag = route.pages { return "nullif(" + encoded + ", '')" }
        let path = LedgerName.urlPath.sql + "(" + encoded + ")"
        guard !values.isEmpty, template.isPlain else { return path }
        // A call of the function is expensive, and most values need no encoding.
        let isPlain = values.map { $0 + " COLLATE \"C\" ~ \(bind: URLPath.plainSegment)" }.joined(" AND ")
        return "CASE WHEN " + isPlain + " THEN " + parts.map(\.plain).joined(" || ") + " ELSE " + path + " END"
    }

    private func encoded(_ value: SQL) -> SQL {
        if case .tag = route.pages { return value }
        return (route.isEncoded ? LedgerName.encodedValue : LedgerName.urlValue).sql + "(" + value + ")"
    }

    /// A literal is encoded only in a path: a tag is no path, and a pattern consists of names of folders.
    private func literal(_ text: String) -> String {
        switch route.pages {
        case .tag, .pattern: text
        case .path, .pagesOf, .everything: percentEncodedLiteral(text)
        }
    }
}
