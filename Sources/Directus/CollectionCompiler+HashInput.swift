internal import Freshen
internal import LedgerSQL

extension CollectionCompiler {
    /// Which part of each row a hash takes in.
    enum Content {
        /// xmin; where the collection ignores columns, a hash of all others and of the ignored ones that are read by name.
        case version
        /// The same without any ignored column: what a page without `fields` shows.
        case withoutIgnored
        /// The values of the tree's columns.
        case values
        /// The values of all columns, without those that are ignored and not read by name.
        case everyValue
    }

    /// What an item of the collection contributes.
    ///
    /// Where the reader's permissions for the collection allow different fields, a page without `fields` depends on which of
    /// them let the reader see the item.
    func hashInput(_ tree: FieldTree, ofItem row: JoinedTable, _ content: Content) throws(Failure) -> HashInput {
        let input = try hashInput(tree, of: row, content)
        guard content != .values, access.hasDifferentFields(in: row.table.name) else { return input }
        return input + (try permissions(for: row, content))
    }

    /// What `row` and the relations of `tree` below it contribute to a hash.
    private func hashInput(_ tree: FieldTree, of row: JoinedTable, _ content: Content) throws(Failure) -> HashInput {
        var input = HashInput()
        switch content {
        case .version:
            input.values.append(rowVersion(row, ignoring: ignoredColumns(of: row.table).subtracting(tree.columns)))
        case .withoutIgnored: input.values.append(rowVersion(row, ignoring: ignoredColumns(of: row.table)))
        case .values:
            use(Array(tree.columns), of: row.table)
            input.values += tree.columns.sorted().map(row.column)
        case .everyValue: input.values.append(everyValue(of: row, and: tree.columns))
        }
        if content != .values, let fields = access.fieldLimits(in: row.table.name) {
            input.values.append("\(bind: fields)::text")
        }
        for (segment, child) in tree.sortedChildren {
            input = input + (try hashInput(child, through: segment, of: row, content))
        }
        return input
    }

    private func hashInput(
        _ tree: FieldTree, through segment: String, of row: JoinedTable, _ content: Content
    ) throws(Failure) -> HashInput {
        let relation = try relation(Placed(segment, at: rule.name.place), of: row.table)
        guard relation.isToMany else {
            return try hashInput(tree, ofRelatedRow: try row.joinOne(segment, relation, in: self), content)
        }
        let group = try row.joinGrouped(segment, relation, in: self)
        return aggregated(try hashInput(tree, ofRelatedRow: group.row, content), in: group)
    }

    /// What a related row contributes: its own values and, if the reader does not see all rows, its visibility.
    func hashInput(_ tree: FieldTree, ofRelatedRow row: JoinedTable, _ content: Content) throws(Failure) -> HashInput {
        try hashInput(tree, of: row, content) + permissions(for: row, content)
    }

    /// Which of the reader's permissions let it see `row`.
    private func permissions(for row: JoinedTable, _ content: Content) throws(Failure) -> HashInput {
        var input = HashInput()
        for (index, rule) in access.rules(of: row.table.name).enumerated() {
            let visibility = try isSeen(row, by: rule, purpose: "seen \(index)")
            input.values.append("(" + row.exists + " AND " + visibility.atLook + ")")
            if let due = visibility.due {
                input.due.append(due)
                if content == .version || content == .withoutIgnored { input.values.append(due) }
            }
            if let maybeFlipped = visibility.maybeFlipped { input.maybeFlipped.append(maybeFlipped) }
        }
        return input
    }

    /// The rows of a to-many relation as one text, each with key and sort value, in the order of the keys.
    private func aggregated(_ input: HashInput, in group: GroupedSubselect) -> HashInput {
        let row = group.row
        let sort = group.sort.map { [row.column($0)] } ?? []
        let entry = "ROW(" + ([row.keyText] + sort + input.values).joined(", ") + ")::text"
        let order = row.table.primaryKey.isEmpty ? entry : row.keyText
        let text = group.output("string_agg(" + entry + ", ',' ORDER BY " + order + " COLLATE \"C\")")
        let maybeFlipped = input.maybeFlipped.map(group.any)
        let due = input.due.map(group.earliest)
        return HashInput(values: [text], maybeFlipped: maybeFlipped, due: due)
    }

    /// A row's xmin, or a hash of the other columns where some are ignored.
    ///
    /// Columns that the database role may not read are on no page, so they do not count.
    private func rowVersion(_ row: JoinedTable, ignoring ignored: Set<String>) -> SQL {
        guard !ignored.isEmpty else { return row.column("xmin") }
        let counted = columns(of: row.table, ignoring: ignored)
        return "CASE WHEN " + row.exists + " THEN md5(ROW("
            + counted.map { row.column($0.name) }.joined(", ") + ")::text) END"
    }

    /// The values of a row's columns that are not null, each with its name and how the API writes it.
    ///
    /// A column that is added and null everywhere changes nothing; a column that is dropped, renamed or gets another type
    /// changes the rows in which it has a value.
    private func everyValue(of row: JoinedTable, and named: Set<String>) -> SQL {
        let columns = columns(of: row.table, ignoring: ignoredColumns(of: row.table).subtracting(named))
        let values = columns.sorted { $0.name < $1.name }.map { column -> SQL in
            let text = row.column(column.name) + "::text"
            return "\(bind: jsonString(column.name) + column.jsonKind + " ")::text || "
                + (column.isPlain ? text : "quote_literal(" + text + ")")
        }
        // Functions take at most 100 arguments.
        let parts = stride(from: 0, to: values.count, by: 90).map { start in
            "concat_ws(',', " + values[start..<min(start + 90, values.count)].joined(", ") + ")"
        }
        return parts.isEmpty ? "''" : parts.joined(" || '|' || ")
    }

    private func columns(of table: Table, ignoring ignored: Set<String>) -> [Column] {
        let columns = table.readableColumns.filter { !ignored.contains($0.name) }
        columns.forEach { use($0, of: table) }
        return columns
    }

    /// Columns whose changes are ignored: those of `ignore`, and those that Directus writes whenever a user is active.
    private func ignoredColumns(of table: Table) -> Set<String> {
        var ignored = Set(rules[table.name]?.ignore.map(\.value) ?? [])
        if table.name == "directus_users" {
            ignored.formUnion(table.columns.map(\.name).filter(["last_access", "last_page"].contains))
        }
        return ignored
    }
}

extension Filter {
    /// Whether every row fulfils it.
    var isAlways: Bool {
        if case .and(let parts) = self { parts.allSatisfy(\.isAlways) } else { false }
    }
}
