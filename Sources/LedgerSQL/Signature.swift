/// Hashes of the rules and of the structure of tables with which a collection's items were compared.
///
/// `statements` and `tables` decide whether versions are comparable; the others show what changed.
package struct Signature: Sendable, Equatable {
    /// The statements that yield the items, and the pages' targets.
    package let statements: String
    /// `CollectionRule.file`: the reader, languages and collections in freshen.yaml.
    package let file: String
    /// The reader's permissions.
    package let permissions: String
    /// The languages.
    package let languages: String
    /// The tables: their oids, their columns that are read, and where their rows are stored; empty: not known.
    package let tables: String

    /// Makes a signature of hashes.
    package init(statements: String, file: String, permissions: String, languages: String, tables: String = "") {
        self.statements = statements
        self.file = file
        self.permissions = permissions
        self.languages = languages
        self.tables = tables
    }

    /// Reads `text`; an earlier freshen stored only the first hash, or only the first four.
    package init(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
        let others = parts.count >= 4 ? parts : ["", "", "", ""]
        self.init(
            statements: parts[0], file: others[1], permissions: others[2], languages: others[3],
            tables: parts.count == 5 ? parts[4] : "")
    }

    /// As the ledger stores it.
    package var text: String { [statements, file, permissions, languages, tables].joined(separator: " ") }

    /// Whether versions stored with `other` can be compared.
    package func comparesVersions(with other: Signature?) -> Bool {
        statements == other?.statements && tables == other?.tables
    }

    /// Whether the tables were altered or rewritten since `other`, under the same rules.
    ///
    /// Then a row that has another version may still show the same.
    package func onlyTablesChanged(since other: Signature) -> Bool {
        !other.tables.isEmpty && tables != other.tables
            && [file, permissions, languages] == [other.file, other.permissions, other.languages]
    }
}
