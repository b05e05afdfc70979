internal import Configuration
internal import Directus
internal import Freshen
internal import Ledger
internal import LedgerSQL
internal import PostgresClient

/// The connection and the compiled sources, kept from run to run.
final class Database {
    private let connect: (TimeLimit) throws(Failure) -> Connection
    private var open: Connection?
    private var cache = SourceCache(readRule: readRule)

    /// `connect` opens a connection that is fit for this command.
    init(connect: @escaping (TimeLimit) throws(Failure) -> Connection) {
        self.connect = connect
    }

    /// The connection of the run before, or a new one.
    func connection(_ limit: TimeLimit = .none) throws(Failure) -> Connection {
        if let open { return open }
        let connection = try connect(limit)
        open = connection
        return connection
    }

    /// The sources of a site's collections; compiled again if the database's structure has changed.
    func sources(_ site: Site) throws(Failure) -> [ItemSource] {
        let connection = try connection()
        return try translating {
            try cache.sources(site.collections, reader: site.reader, languages: site.languages, connection)
        }
    }

    func disconnect() { (open, cache) = (nil, SourceCache(readRule: readRule)) }
}
