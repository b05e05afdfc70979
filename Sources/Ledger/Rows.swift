internal import Freshen
internal import LedgerSQL
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
        default:
            guard let name, let type = PatternType(rawValue: kind) else {
                throw Failure(.bug, "the ledger holds an entry that this freshen cannot read, of kind \(kind)")
            }
            self = .pattern(name, type)
        }
    }
}

extension LogEntry {
    /// Reads the columns `kind`, `path` and `next`.
    init(_ row: Row) throws {
        self.init(try Stale(kind: try row.text("kind"), name: row["path"]), next: row["next"])
    }
}

extension Target {
    /// Reads the columns `kind`, `web` and `name`.
    init(_ row: Row) throws {
        let kind = try row.text("kind")
        guard let known = Kind(rawValue: kind) else {
            throw Failure(.bug, "the ledger holds a target of the unknown kind \(kind)")
        }
        self.init(kind: known, web: try row.text("web"), name: try row.text("name"))
    }
}

extension Row {
    /// An instant that is never null, selected as `SQL.microseconds`.
    func instant(_ name: String) throws -> Instant { Instant(microseconds: Int64(try int(name))) }

    /// An instant, selected as `SQL.microseconds`; null is nil.
    func optionalInstant(_ name: String) throws -> Instant? {
        try optionalInt(name).map { Instant(microseconds: Int64($0)) }
    }
}

extension SQL {
    /// An instant since the epoch, or an interval, in whole microseconds.
    static func microseconds(_ expression: SQL) -> SQL {
        "(extract(epoch FROM " + expression + ") * 1000000::numeric)::bigint"
    }

    /// Targets as rows of kind, web and name.
    static func rows(of targets: [Target]) -> SQL {
        """
        unnest(\(bind: targets.map(\.kind.rawValue))::text[], \(bind: targets.map(\.web))::text[],
          \(bind: targets.map(\.name))::text[])
        """
    }
}
