internal import Freshen
internal import LedgerSQL

/// The items of another collection whose pages embed what a route shows.
struct EmbeddingItems {
    private let compiler: CollectionCompiler
    private let row: JoinedTable
    private let condition: SQL

    /// Nil if they are all items of the collection.
    init?(_ route: RouteRule, _ pages: RouteRule.PageSelection, _ outer: CollectionCompiler) throws(Failure) {
        guard let collection = pages.collection?.value, !pages.filter.isAlways || route.embeddedLimit != nil else {
            return nil
        }
        let rule = outer.rules[collection] ?? outer.rule
        compiler = CollectionCompiler(
            rule, rules: outer.rules, catalog: outer.catalog, access: outer.access, reads: outer.reads)
        let table = try compiler.table(collection)
        row = JoinedTable(collection: table, in: compiler)
        var options = QueryOptions()
        options.filter = pages.filter
        let filter = try compiler.planner(route).checked(options, of: table).filter
        condition = try compiler.answers.fulfilment(filter, of: row, true, purpose: "pages").atLook
    }

    /// `SELECT key` of the items.
    var keys: SQL {
        ("SELECT " + row.keyText + " AS key" + from).unrestricted
    }

    /// The greatest limit that one of the items has; null if one of them has no limit.
    func greatestLimit(_ limit: RouteRule.EmbeddedLimit) throws(Failure) -> SQL {
        var row = row
        for segment in limit.field.value.dropLast() {
            row = try compiler.related(Placed(segment, at: limit.field.place), of: row)
        }
        guard let name = limit.field.value.last, let column = row.table.column(name), column.type == .integer else {
            throw .configuration(
                "\(limit.field.value.joined(separator: ".")) is no whole number of the pages that embed the list",
                at: limit.field.place)
        }
        let value =
            "CASE WHEN " + row.exists + " THEN coalesce(" + row.column(name) + ", \(number: limit.fallback)) END"
        return ("SELECT CASE WHEN bool_or(" + value + " < 0) THEN NULL ELSE coalesce(max(" + value + "), 0) END" + from)
            .unrestricted
    }

    private var from: SQL {
        row.from + " WHERE " + condition
    }
}
