internal import Configuration
internal import Directus
internal import Freshen
internal import Ledger
internal import LedgerSQL
internal import PostgresClient

/// The connection and the compiled sources, kept from run to run.
final class Database {
    private let connect: () throws(Failure) -> Connection
    private var open: (connection: Connection, sources: SourceCache)?

    /// `connect` opens a connection that is fit for this command.
    init(connect: @escaping () throws(Failure) -> Connection) {
        self.connect = connect
    }

    /// The connection of the run before, or a new one.
    func connection() throws(Failure) -> Connection {
        try opened().connection
    }

    /// The sources of a site's collections, as the database is now.
    func sources(_ site: Site) throws(Failure) -> [ItemSource] {
        let open = try opened()
        return try translating { try open.sources.sources(site.collections, reader: site.reader, open.connection) }
    }

    /// Drops the connection and the sources.
    func disconnect() {
        open = nil
    }

    private func opened() throws(Failure) -> (connection: Connection, sources: SourceCache) {
        if let open { return open }
        let new = (connection: try connect(), sources: SourceCache(readRule: readRule))
        open = new
        return new
    }
}
