internal import Freshen
internal import LedgerSQL

/// The languages of the site, from the file or the CMS.
///
/// A statement that reads them has the relation `language(number, path, codes)`: `path` is the value of `{language}`,
/// `codes` are those of the translations to read, in the order in which they are tried. Two languages may have the
/// same path.
struct Languages: Sendable, Equatable, Codable {
    /// Where a translation's language code is stored, if not in its foreign key.
    struct CodeField: Sendable, Equatable, Codable {
        let collection: String
        let field: String
    }

    let all: [Language]
    let fallback: LanguageRule.Fallback
    /// Whether an item's own field of the same name is the last fallback.
    let hasBase: Bool
    /// The field of the languages' collection that translations name; nil: what their foreign key holds.
    let code: CodeField?

    /// The value of `{language}`, percent-encoded.
    static let path: SQL = LedgerName.urlValue.sql + "(language.path)"

    /// The column that identifies a language, because two languages may have one path.
    static let number: SQL = "language.number"

    /// `language(number, path, codes) AS (…)`, a common table expression.
    var relation: SQL {
        let rows = all.enumerated().map { number, language -> SQL in
            "(\(number: number), \(bind: language.path)::text, \(bind: language.codes)::text[])"
        }
        let none: SQL = "SELECT 0, ''::text, '{}'::text[] WHERE FALSE"
        return "language(number, path, codes) AS (" + (rows.isEmpty ? none : "VALUES " + rows.joined(", ")) + ")"
    }

    /// The field path of the language's code from a relation's translations; nil: it does not lead to translations.
    func code(
        in relation: Relation, _ field: String, of table: Table, _ catalog: Catalog
    ) throws(Failure) -> [String]? {
        guard catalog.metadata.special(of: table.name, field).contains("translations") else { return nil }
        guard let foreignKey = catalog.relations.junctionField(of: relation) else {
            throw Failure(
                .configuration,
                "\(table.name).\(field) is said to hold translations, and \(relation.target) names no language: "
                    + "set junction_field in directus_relations")
        }
        guard let code,
            case .toOne(_, code.collection, let key, _) = catalog.relations.relation(
                of: relation.target, foreignKey), code.field != key ?? catalog.tables[code.collection]?.singleKey
        else { return [foreignKey] }
        return [foreignKey, code.field]
    }
}
