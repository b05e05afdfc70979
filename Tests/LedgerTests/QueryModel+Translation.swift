/// Translations on the page of one language.
extension ModelReader {
    /// What a page shows of the translations of an item.
    struct Translation {
        let fields: [(name: String, text: String)]
        let isThere: Bool
    }

    /// The translations of an item, as one value in the language of the page.
    func translation(
        _ row: ModelRow, _ field: String, _ asked: Asked, _ options: ModelOptions?, _ language: ModelLanguage
    ) -> Translation {
        guard let many = row.table.many[field], let languages = site.languages else {
            return Translation(fields: [], isThere: false)
        }
        let rows = items(row, field, many, asked, options)
        let ofCodes = language.codes.map { code in rows.filter { languages.code(of: $0, data) == code } }
        if ofCodes.contains(where: { $0.count > 1 }) { met.insert("two translations") }
        let found = ofCodes.flatMap(\.self).map { values($0, asked) }
        if languages.fallback == .row, let first = found.first {
            if ofCodes[0].isEmpty { met.insert("fallback row") }
            return Translation(fields: first, isThere: true)
        }
        let names = AskedNames(expanded(asked, QueryModel.table(many.child)))
        let fields = (names.plain + names.nested.keys).sorted().map { name -> (name: String, text: String) in
            let all = found.map { row in row.first { $0.name == name }?.text ?? "null" }
            let place = all.firstIndex { $0 != "null" }
            if place.map({ $0 > 0 }) == true || ofCodes.first?.isEmpty == true && place != nil {
                met.insert("fallback field")
            }
            return (name, place.map { all[$0] } ?? "null")
        }
        return Translation(fields: fields, isThere: !found.isEmpty)
    }

    func text(_ translation: Translation) -> String {
        // With a base language a page shows the item's own fields where there is no translation, as where it is empty.
        let isThere = translation.isThere || site.languages?.base != nil
        return ModelReader.text(translation.fields) + (isThere ? "" : " none")
    }

    /// An item's own fields, where those of a base language give way to translated ones of the same name.
    func inLanguage(
        _ own: [(name: String, text: String)], _ fields: AskedNames, _ row: ModelRow, _ asked: Asked
    ) -> [(name: String, text: String)] {
        guard let language, site.languages?.base != nil else { return own }
        let names = (fields.plain + fields.nested.keys).filter { row.table.many[$0]?.isTranslations == true }
        return names.filter { isAnswered($0, row) }.reduce(own) { own, name in
            let below = asked.below(name, fields.nested[name]?.fields ?? [["id"]], name)
            let translated = translation(row, name, below, asked.deep[name], language).fields
            return own.map { field in
                guard fields.plain.contains(field.name), row.table.columnNames.contains(field.name),
                    let other = translated.first(where: { $0.name == field.name }), other.text != "null"
                else { return field }
                met.insert("base")
                return other
            }
        }
    }
}
