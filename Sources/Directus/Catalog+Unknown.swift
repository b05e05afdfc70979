internal import Freshen
internal import Text

extension Catalog {
    /// The failure for a field that is neither a column nor a relation.
    func unknown(_ field: FieldName, of table: Table) -> Failure {
        let known = table.columns.map(\.name) + relations.fields(of: table.name)
        let hint = didYouMean(field.value, among: known)
        if table.column(field.value) != nil {
            return refusal("\(table.name).\(field.value) is a column, not a relation", at: field.place)
        }
        let columns = relations.ambiguousColumns(of: table.name, field.value)
        guard columns.isEmpty else {
            return .configuration(
                "\(table.name).\(field.value) could be "
                    + columns.map { "\(field.value).\($0)" }.joined(separator: " or ")
                    + ": name the one that is meant in directus_relations", at: field.place)
        }
        return refusal(
            "\(table.name) has no field \(field.value)\(hint)\(placeholder(field.value))", at: field.place)
    }

    /// The failure for a mistake in the file, which is none where relations of Directus may not be read.
    private func refusal(_ mistake: String, at place: Place) -> Failure {
        guard let grant = relations.missingGrant else { return .configuration(mistake, at: place) }
        let message = "\(mistake), as far as foreign keys show: no right to read directus_relations: \(grant)"
        return Failure(.refused, Failure.configuration(message, at: place).message)
    }

    /// What is missing if the field is meant as a placeholder that only some routes may have.
    private func placeholder(_ field: String) -> String {
        switch field {
        case "language": ": {language} in a path needs the key languages"
        case "page": ": {page} in a path needs sort or limit"
        default: ""
        }
    }
}
