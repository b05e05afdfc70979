internal import Freshen
internal import LedgerSQL

/// What a hash is made of: texts in a fixed order, and whether something among them may have come and gone unseen.
struct Digest {
    var values: [SQL] = []
    /// True while something shown may have changed since the last look and changed back.
    var maybeFlipped: [SQL] = []
    /// When something shown can change next.
    var due: [SQL] = []

    static func + (one: Digest, other: Digest) -> Digest {
        Digest(
            values: one.values + other.values, maybeFlipped: one.maybeFlipped + other.maybeFlipped,
            due: one.due + other.due)
    }

    /// The values as one text: a row's own output form marks nulls and quotes what would run together.
    var text: SQL {
        "ROW(" + values.joined(", ") + ")::text"
    }

    var isMaybeFlipped: SQL {
        maybeFlipped.isEmpty ? "FALSE" : "(" + maybeFlipped.joined(" OR ") + ")"
    }
}

extension CollectionCompiler {
    /// Which of a row's own things a hash takes in.
    enum Content {
        /// The row's version: another one after every write to a column that is read, or is not ignored.
        case version
        /// The same without ignored columns, though some page or rule reads them: what a page without `fields` shows.
        case shown
        /// The values of the tree's columns.
        case values
    }

    /// What `row` and the relations of `tree` below it contribute to a hash.
    func digest(_ tree: FieldTree, of row: Row, _ content: Content) throws(Failure) -> Digest {
        var digest = Digest()
        switch content {
        case .version:
            digest.values.append(version(of: row, ignoring: ignoredColumns(of: row.table).subtracting(tree.columns)))
        case .shown: digest.values.append(version(of: row, ignoring: ignoredColumns(of: row.table)))
        case .values: digest.values += tree.columns.sorted().map(row.column)
        }
        for (segment, child) in tree.sortedChildren {
            digest = digest + (try self.digest(child, through: segment, of: row, content))
        }
        return digest
    }

    private func digest(
        _ tree: FieldTree, through segment: String, of row: Row, _ content: Content
    ) throws(Failure) -> Digest {
        let relation = try relation(Placed(segment, at: rule.name.place), of: row.table)
        guard relation.isToMany else {
            return try shown(tree, as: try row.one(segment, relation, in: self), content)
        }
        let group = try row.group(segment, relation, in: self)
        return collect(try shown(tree, as: group.row, content), in: group)
    }

    /// A related row: its own contribution, and its visibility where its collection is watched.
    func shown(_ tree: FieldTree, as row: Row, _ content: Content) throws(Failure) -> Digest {
        let own = try digest(tree, of: row, content)
        guard let shownRule = rules[row.table.name], !shownRule.visible.isAlways else { return own }
        let seen = try readingRuleOfShown { () throws(Failure) -> Visibility in
            try visibility(of: row, by: shownRule)
        }
        var digest = own
        let key = row.table.primaryKey.first.map(row.column) ?? "NULL"
        digest.values.append("(" + key + " IS NOT NULL AND " + seen.at + ")")
        if let due = seen.due {
            digest.due.append(due)
            if content != .values { digest.values.append(due) }
        }
        if let maybeFlipped = seen.maybeFlipped { digest.maybeFlipped.append(maybeFlipped) }
        return digest
    }

    /// Rows of many as one text, row by row with key and sort value, in the order of the keys.
    private func collect(_ digest: Digest, in group: Group) -> Digest {
        let row = group.row
        let sort = group.sort.map { [row.column($0)] } ?? []
        let entry = "ROW(" + ([row.keyText] + sort + digest.values).joined(", ") + ")::text"
        let order = row.table.primaryKey.isEmpty ? entry : row.keyText
        let text = group.output("string_agg(" + entry + ", ',' ORDER BY " + order + " COLLATE \"C\")")
        let maybeFlipped = digest.maybeFlipped.map { "coalesce(" + group.output("bool_or(" + $0 + ")") + ", FALSE)" }
        let due = digest.due.map { group.output("min(" + $0 + ")") }
        return Digest(values: [text], maybeFlipped: maybeFlipped, due: due)
    }

    /// A row's version: its xmin, or a hash of the columns that count where some do not.
    private func version(of row: Row, ignoring ignored: Set<String>) -> SQL {
        guard !ignored.isEmpty else { return row.column("xmin") }
        let counted = row.table.columns.filter { !ignored.contains($0.name) }
        counted.forEach { use($0, of: row.table) }
        let key = row.table.primaryKey.first.map(row.column) ?? "NULL"
        return "CASE WHEN " + key + " IS NOT NULL THEN md5(ROW("
            + counted.map { row.column($0.name) }.joined(", ") + ")::text) END"
    }

    /// Columns whose change is no change: those of `ignore`, and the ones that Directus writes at every click.
    private func ignoredColumns(of table: Table) -> Set<String> {
        var ignored = Set(rules[table.name]?.ignore.map(\.value) ?? [])
        if table.name == "directus_users" {
            ignored.formUnion(table.columns.map(\.name).filter { $0.hasPrefix("last_") })
        }
        return ignored
    }
}

extension Filter {
    /// Whether it holds for every row, so that it says nothing about visibility.
    var isAlways: Bool {
        if case .and(let parts) = self { parts.allSatisfy(\.isAlways) } else { false }
    }
}
