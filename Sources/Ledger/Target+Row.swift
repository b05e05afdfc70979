internal import Freshen
internal import LedgerSQL
internal import PostgresClient

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

extension SQL {
    /// Targets as rows of kind, web and name.
    static func rows(of targets: [Target]) -> SQL {
        """
        unnest(\(bind: targets.map(\.kind.rawValue))::text[], \(bind: targets.map(\.web))::text[],
          \(bind: targets.map(\.name))::text[])
        """
    }
}
