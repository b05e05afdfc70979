/// Hashes of the rules and of the structure of tables with which a collection's items were compared.
///
/// `statements`, `tables` and `storage` decide whether versions are comparable; the others show what changed.
package struct Signature: Sendable, Equatable {
    /// The statements that yield the items, and the pages' targets.
    package let statements: String
    /// `CollectionRule.file`: the reader, languages and collections in freshen.yaml.
    package let file: String
    /// The reader's permissions.
    package let permissions: String
    /// The languages.
    package let languages: String
    /// The tables' columns that are read: names and types; empty: not known.
    package let tables: String
    /// Which tables, partitions and columns these are, and where their rows are stored; empty: not known.
    package let storage: String

    /// Makes a signature of hashes.
    package init(
        statements: String, file: String, permissions: String, languages: String, tables: String = "",
        storage: String = ""
    ) {
        self.statements = statements
        self.file = file
        self.permissions = permissions
        self.languages = languages
        self.tables = tables
        self.storage = storage
    }

    /// Reads `text`; an earlier freshen stored only the first hash, or only the first four.
    package init(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
        let others = parts.count >= 4 ? parts : ["", "", "", ""]
        let ofTables = parts.count == 6 ? parts[4...] : ["", ""]
        self.init(
            statements: parts[0], file: others[1], permissions: others[2], languages: others[3],
            tables: ofTables.first ?? "", storage: ofTables.last ?? "")
    }

    /// As the ledger stores it.
    package var text: String {
        [statements, file, permissions, languages, tables, storage].joined(separator: " ")
    }

    /// Whether versions stored with `other` can be compared.
    package func comparesVersions(with other: Signature?) -> Bool {
        statements == other?.statements && hasTables(of: other)
    }

    /// Whether the tables are those of `other`, neither altered nor rewritten.
    package func hasTables(of other: Signature?) -> Bool { tables == other?.tables && storage == other?.storage }
}
