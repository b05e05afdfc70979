internal import Freshen
internal import PostgresClient

/// How the ledger's tables store what is stale: `kind`, and `path` with the path, the pattern or the tag.
extension Stale {
    /// The column `kind`.
    var kind: String {
        switch self {
        case .path: "path"
        case .pattern(_, let type): type.rawValue
        case .tag: "tag"
        case .everything: "everything"
        }
    }

    /// The column `path`: a tag without `#`; empty for everything, for which the log stores null.
    var name: String {
        switch self {
        case .path(let name), .pattern(let name, _), .tag(let name): name
        case .everything: ""
        }
    }

    /// Takes the columns `kind` and `path`; the latter is null for everything.
    init(kind: String, name: String?) throws {
        switch (kind, name) {
        case ("path", let path?): self = .path(path)
        case ("tag", let tag?): self = .tag(tag)
        case ("everything", _): self = .everything
        case (let kind, let path?):
            guard let type = PatternType(rawValue: kind) else { throw Self.unknown(kind) }
            self = .pattern(path, type)
        case (let kind, nil): throw Self.unknown(kind)
        }
    }

    private static func unknown(_ kind: String) -> Failure {
        Failure(.bug, "the ledger holds an entry that this freshen cannot read, of kind \(kind)")
    }
}

extension LogEntry {
    /// Reads the columns `kind`, `path` and `next`.
    init(_ row: Row) throws {
        self.init(try Stale(kind: try row.text("kind"), name: row["path"]), next: row["next"])
    }
}
