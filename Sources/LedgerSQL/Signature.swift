/// With which rules and which structure a collection's items were compared, as hashes.
///
/// Only `statements` decides whether versions are comparable; the others tell what changed.
package struct Signature: Sendable, Equatable {
    /// The statements that yield the items, and the structure that they read.
    package let statements: String
    /// The collections and the reader as freshen.yaml writes them.
    package let file: String
    /// The reader's permissions.
    package let permissions: String

    /// Takes the hashes.
    package init(statements: String, file: String, permissions: String) {
        self.statements = statements
        self.file = file
        self.permissions = permissions
    }

    /// Reads `text`; an earlier freshen stored the first hash alone.
    package init(text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
        self.init(
            statements: parts[0], file: parts.count == 3 ? parts[1] : "", permissions: parts.count == 3 ? parts[2] : "")
    }

    /// As the ledger stores it.
    package var text: String { [statements, file, permissions].joined(separator: " ") }
}
