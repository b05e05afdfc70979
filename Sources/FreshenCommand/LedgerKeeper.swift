internal import Directus
internal import Freshen
internal import Ledger
internal import LedgerSQL
internal import PostgresClient

/// Hands out the ledger, pass after pass; its connection and its compiled sources are kept as long as they hold.
///
/// Each pass reads the structure of the tables anew, and compiles where it changed.
final class LedgerKeeper {
    private struct Compiled {
        let catalog: Catalog
        let sources: [ItemSource]
    }

    private let connect: () throws(Failure) -> Connection
    private var connection: Connection?
    private var compiled: Compiled?

    /// `connect` opens a connection that is fit for this command.
    init(connect: @escaping () throws(Failure) -> Connection) {
        self.connect = connect
    }

    /// The sources of `rules` as the database is now.
    func sources(_ rules: [CollectionRule], _ connection: Connection) throws(Failure) -> [ItemSource] {
        guard !rules.isEmpty else { return [] }
        let catalog = try translating { try Catalog.read(rules, from: connection) }
        if let compiled, compiled.catalog == catalog { return compiled.sources }
        try translating { try catalog.check(rules, on: connection) }
        let sources = try compile(rules, catalog)
        compiled = Compiled(catalog: catalog, sources: sources)
        return sources
    }

    /// The connection of the pass before, or a new one.
    func opened() throws(Failure) -> Connection {
        if let connection { return connection }
        let new = try connect()
        connection = new
        return new
    }

    private func compile(_ rules: [CollectionRule], _ catalog: Catalog) throws(Failure) -> [ItemSource] {
        let compiler = DirectusCompiler(rules: rules, catalog: catalog)
        return try rules.map { rule throws(Failure) in try compiler.source(rule) }
    }

    /// After a failure the next pass begins anew, with a connection of its own.
    func forget() {
        (connection, compiled) = (nil, nil)
    }
}
