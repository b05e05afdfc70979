internal import Freshen
internal import LedgerSQL

/// Placeholders whose column holds a list (a json array, Directus' csv, an array of PostgreSQL): one page an element.
extension RouteCompiler {
    /// Whether a placeholder's column holds a list.
    func hasElements() throws(Failure) -> Bool {
        for path in route.paths {
            var table = root.table
            for segment in path.dropLast() {
                table = try compiler.table(relation(segment, of: table).target)
            }
            guard let column = table.column(path.last ?? "") else { continue }
            if elementsOf("NULL", column, special: special(column, of: table)) != nil { return true }
        }
        return false
    }

    /// The elements of the list that a placeholder's column holds, as an array; nil: it holds none.
    func elements(_ path: [String], of row: JoinedTable) -> SQL? {
        guard let column = row.table.column(path.last ?? "") else { return nil }
        let array = elementsOf(row.column(column.name), column, special: special(column, of: row.table))
        if array != nil { compiler.use(column, of: row.table) }
        return array
    }

    /// One element, in a SELECT that `row` is part of and that has a row for each element; nil: the column holds no list.
    func element(_ path: [String], of row: JoinedTable) -> SQL? {
        elements(path, of: row).map { row.joinElements($0, in: compiler) }
    }

    /// Whether null makes an empty segment; only at a placeholder that follows no to-many relation and holds no list.
    func isOptional(_ path: [String]) throws(Failure) -> Bool {
        let (first, next) = route.pages.templates
        let isOptional = { (template: PathTemplate) in
            !template.fields.contains(path) || template.optionalFields.contains(path)
        }
        guard isOptional(first), next.map(isOptional) ?? true, try toManyPrefix(of: path).isEmpty else { return false }
        return elements(path, of: try rows(along: path, from: root).last ?? root) == nil
    }

    private func special(_ column: Column, of table: Table) -> Set<String> {
        compiler.catalog.metadata.special(of: table.name, column.name)
    }
}
