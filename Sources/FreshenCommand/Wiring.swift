internal import Arguments
internal import Configuration
internal import Directus
internal import Freshen
internal import Glibc
internal import HTTPClient
internal import Kubernetes
internal import Ledger
internal import NextJS
internal import PostgresClient

/// Puts the rooms together for one command.
struct Wiring {
    let invocation: Invocation
    let environment: [String: String]
    let progress: Progress

    func report() throws(Failure) -> Report {
        try invocation.check(now: Instant(microseconds: System.now))
        let site = try site()
        let connection = try connect()
        try refuse(connection)
        if invocation.isDryRun {
            try translating { try connection.execute("SET default_transaction_read_only = on") }
        }
        try Migrator(connection).check(isDryRun: invocation.isDryRun)
        let order = try invocation.order(site, now: Instant(microseconds: System.now))
        let ledger = PostgresLedger(
            connection, sources: order.looks ? try sources(site, connection) : [], progress: progress.show, reach: reach
        )
        let http = HTTPClient(userAgent: "freshen/\(freshenVersion)", interrupt: Interruption.descriptor)
        let run = Run(
            site: site, ledger: ledger, finder: finder(http),
            pods: Revalidation(http: http, pause: Interruption.pause, progress: progress.show, reach: reach),
            edge: EdgeClient(environment: environment, http: http) { System.now / 1_000_000 },
            isInterrupted: { Interruption.hasCome }, reach: reach)
        return try run(order)
    }

    func migrate() throws(Failure) -> String {
        guard !invocation.has("--print") else { return Migrator.script }
        let connection = try connect()
        try refuse(connection)
        let steps = try Migrator(connection, reach: reach).migrate()
        guard !steps.isEmpty else { return "the schema freshen is up to date" }
        return "brought the schema freshen up to date: " + steps.joined(separator: ", ")
    }

    /// Dies at the moment that FRESHEN_FAILPOINT names, as a machine does that loses its power: for crash tests.
    private func reach(_ failpoint: Failpoint) {
        guard environment["FRESHEN_FAILPOINT"] == failpoint.rawValue else { return }
        kill(getpid(), SIGKILL)
    }

    private func site() throws(Failure) -> Site {
        let file = invocation.configurationFile
        guard let bytes = System.contents(of: file) else {
            throw Failure(.configuration, "cannot read \(file): \(System.lastError); name another with --config FILE")
        }
        let secrets = Secrets(environment: environment) { path in
            System.contents(of: path).map { String(decoding: $0, as: UTF8.self) }
        }
        return try readSite(bytes, file: file, secrets: secrets)
    }

    private func finder(_ http: HTTPClient) -> PodFinder {
        PodFinder(
            http: http, environment: environment, account: ServiceAccount(read: System.contents),
            pause: Interruption.pause)
    }

    private func connect() throws(Failure) -> Connection {
        try translating {
            try Connection.open(
                environment["DATABASE_URL"], applicationName: "freshen", timeout: .seconds(10),
                interrupt: Interruption.descriptor)
        }
    }

    private func refuse(_ connection: Connection) throws(Failure) {
        let server = try translating {
            try connection.query("SELECT current_setting('server_version_num'), pg_is_in_recovery()").first
        }
        let version = server?[0].flatMap { Int($0) } ?? connection.serverVersion
        guard version >= 130_000 else {
            throw Failure(
                .configuration,
                "the database is PostgreSQL \(version / 10_000): freshen needs 13 or newer, so upgrade it")
        }
        guard server?[1] == "f" else {
            throw Failure(.tryAgain, "the database is a standby (a failover under way?): freshen needs the primary")
        }
    }

    private func sources(_ site: Site, _ connection: Connection) throws(Failure) -> [ItemSource] {
        let catalog = try translating { try Catalog.load(site.collections, from: connection) }
        let compiler = DirectusCompiler(rules: site.collections, catalog: catalog)
        return try site.collections.map { rule throws(Failure) in try compiler.source(rule) }
    }
}
