/// A path with placeholders, and what it makes of items.
struct ModelPath {
    /// One path of an item, and the rows that yield it, from the first to-many relation on, the longest path first.
    struct Place {
        let path: String
        let rows: [(path: [String], row: ModelRow)]
    }

    private enum Piece {
        case literal(String)
        case field([String])
    }

    private let pieces: [Piece]
    /// The placeholders' path up to their last to-many relation.
    private let prefix: [String]
    private let language: ModelLanguage?
    private let deep: [String: ModelOptions]

    init(_ template: String, _ table: ModelTable, _ language: ModelLanguage?, _ deep: [String: ModelOptions]) {
        (self.language, self.deep) = (language, deep)
        let path = template.replacing("{language}", with: language?.encoded ?? "").replacing("//", with: "/")
        pieces = path.split(separator: "{").flatMap { part -> [Piece] in
            guard let end = part.firstIndex(of: "}") else { return [.literal(String(part))] }
            let name = String(part[..<end])
            let field: Piece = name == "page" ? .literal("{page}") : .field(ModelRenderer.split(name))
            return [field, .literal(String(part[part.index(after: end)...]))]
        }
        var longest: [String] = []
        for case .field(let path) in pieces {
            let prefix = Self.manyPrefix(path, table)
            if prefix.count > longest.count { longest = prefix }
        }
        prefix = longest
    }

    private static func manyPrefix(_ path: [String], _ table: ModelTable) -> [String] {
        var (table, prefix): (ModelTable, [String]) = (table, [])
        for (index, field) in path.dropLast().enumerated() {
            if table.many[field] != nil { prefix = Array(path[...index]) }
            table = table.target(field) ?? table
        }
        return prefix
    }

    /// The paths of an item, one for each row of a to-many relation that the placeholders follow.
    func places(of item: ModelRow, _ reader: ModelReader) -> [Place] {
        let start = Place(path: "", rows: [([], item)])
        let all = prefix.indices.reduce([start]) { places, index in
            places.flatMap { place in
                let rows = rows([prefix[index]], [place.rows[0].row], reader)
                return rows.filter { isOfLanguage($0, index, reader) }.map { row in
                    Place(path: "", rows: [(Array(prefix[...index]), row)] + place.rows)
                }
            }
        }
        return all.compactMap { place in
            let related = place.rows.filter { isBelowToMany($0.path, item.table) }
            return text(item, related.first, reader).map { Place(path: $0, rows: related) }
        }
    }

    /// Whether a row of the prefix is no translation, or one in the page's own language that `deep` does not leave out.
    private func isOfLanguage(_ row: ModelRow, _ index: Int, _ reader: ModelReader) -> Bool {
        guard let language, row.table.isTranslations else { return true }
        reader.met.insert("translated slug")
        let options = prefix[...index].reduce(ModelOptions(deep: deep)) { $0.deep[$1] ?? ModelOptions() }
        return language.codes.first != nil && reader.site.languages?.code(of: row, reader.data) == language.codes.first
            && (options.filter.isAlways || reader.isTrue(options.filter, row, ofQuery: true))
    }

    private func isBelowToMany(_ path: [String], _ table: ModelTable) -> Bool {
        !path.isEmpty && !Self.manyPrefix(path + [""], table).isEmpty
    }

    /// The rows that a path leads to, without those behind a hidden one.
    private func rows(_ path: [String], _ rows: [ModelRow], _ reader: ModelReader) -> [ModelRow] {
        guard let field = path.first else { return rows }
        let next = rows.flatMap { row in
            row.table.many[field] == nil
                ? [reader.data.one(row, field)].compactMap { $0 } : reader.data.many(row, field)
        }
        let seen = next.filter { reader.sees($0) }
        if seen.count < next.count { reader.met.insert("hidden in path") }
        return self.rows(Array(path.dropFirst()), seen, reader)
    }

    /// Nil where a value is missing or hidden.
    private func text(
        _ item: ModelRow, _ last: (path: [String], row: ModelRow)?, _ reader: ModelReader
    ) -> String? {
        var text = ""
        for piece in pieces {
            switch piece {
            case .literal(let literal): text += literal
            case .field(let path):
                let isBelow = last.map { path.count > $0.path.count && path.starts(with: $0.path) } ?? false
                let rest = isBelow ? Array(path.dropFirst(last?.path.count ?? 0)) : path
                if rest.count > 1 { reader.met.insert("path to-one") }
                let start = isBelow ? last?.row ?? item : item
                guard let name = rest.last, let end = rows(rest.dropLast(), [start], reader).first,
                    let part = end[name].pathPart
                else { return nil }
                text += part
            }
        }
        let segments = text.split(separator: "/")
        return "/" + segments.joined(separator: "/")
    }
}
