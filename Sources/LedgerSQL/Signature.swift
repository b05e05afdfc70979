/// Hashes of the rules and of the structure of tables with which a collection's items were compared.
///
/// Only `statements` decides whether versions are comparable; the others show what changed.
package struct Signature: Sendable, Equatable {
    /// The statements that yield the items, and the structure that they read.
    package let statements: String
    /// `CollectionRule.file`: the reader, languages and collections in freshen.yaml.
    package let file: String
    /// The reader's permissions.
    package let permissions: String
    /// The languages.
    package let languages: String

    /// Makes a signature of hashes.
    package init(statements: String, file: String, permissions: String, languages: String) {
        self.statements = statements
        self.file = file
        self.permissions = permissions
        self.languages = languages
    }

    /// Reads `text`; an earlier freshen stored the first hash alone.
    package init(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
        let others = parts.count == 4 ? parts : ["", "", "", ""]
        self.init(statements: parts[0], file: others[1], permissions: others[2], languages: others[3])
    }

    /// As the ledger stores it.
    package var text: String { [statements, file, permissions, languages].joined(separator: " ") }
}
