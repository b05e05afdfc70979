internal import AWS
internal import CloudFront
internal import Configuration
internal import Directus
internal import Freshen
internal import Glibc
internal import HTTPClient
internal import Kubernetes
internal import Ledger
internal import Metrics
internal import NextJS
internal import PostgresClient

/// Makes and connects what one command needs from the other rooms.
struct Wiring {
    let request: CommandRequest
    let environment: [String: String]
    let progress: Progress

    /// Runs that are measured, as the environment says; a dry run is not.
    func meter(_ kind: LookRequest.Kind, _ console: Console) throws(Failure) -> RunMeter {
        let settings = try MetricsSettings(environment: request.isDryRun ? [:] : environment)
        let runner = try runner(kind)
        // With --every, an export must end within one interval.
        let metrics = MetricsWriter(
            settings, version: freshenVersion, http: runner.http, longestExport: request.repetition?.every)
        return RunMeter(runner, metrics, console)
    }

    /// What a command that delivers needs; reads freshen.yaml and sends no request.
    private func runner(_ kind: LookRequest.Kind) throws(Failure) -> Runner {
        let site = try site()
        let looks = if case .invalidate = kind { false } else { true }
        try site.checkUse(request.configurationFile, looks: looks)
        let http = Self.httpClient()
        let database = Database { limit throws(Failure) in try ledgerConnection(site.schema, limit) }
        let aws = aws(http, LedgerAliases(database: database, schema: site.schema, isReadOnly: request.onlyReads))
        return Runner(
            wiring: self, kind: kind, site: site, http: http, database: database, cloudFront: CloudFrontClient(aws),
            buckets: BucketSources(site, aws, progress: progress.show))
    }

    static func httpClient() -> HTTPClient {
        HTTPClient(userAgent: "freshen/\(freshenVersion)", interrupt: Interruption.descriptor)
    }

    func aws(_ http: HTTPClient, _ aliases: any AliasKeeping = MemoryAliases()) -> AWSContext {
        AWSContext(
            environment: environment, file: System.contents, http: http,
            clock: AWSClock { System.instant.microseconds / 1_000_000 }, aliases: aliases)
    }

    /// The answer to a query as JSON; to a query with parameters, a line for each answer.
    func answer(_ request: String, reader: String?) throws(Failure) -> [String] {
        let (bytes, name) = try contents(ofRequest: request)
        let query = try readQuery(bytes, name: name)
        let site = try site().withReader(named: reader)
        let connection = try connect(statementTimeout: nil)
        return try translating {
            let answers = Answers(site: site, connection: connection, readRule: readRule)
            return try answers.answers(query, at: self.request.at ?? System.instant)
        }
    }

    /// The text of a request, and what messages call it.
    private func contents(ofRequest request: String) throws(Failure) -> (bytes: [UInt8], name: String) {
        guard !request.drop(while: \.isWhitespace).hasPrefix("{") else { return (Array(request.utf8), "REQUEST") }
        let (file, name) = request == "-" ? ("/dev/stdin", "stdin") : (request, request)
        guard let bytes = System.contents(of: file) else {
            throw Failure(.configuration, "cannot read \(name): \(System.lastError)")
        }
        return (bytes, name)
    }

    func status() throws(Failure) -> LedgerStatus {
        let schema = try ledgerSchema()
        let ledger = PostgresLedger(try ledgerConnection(schema), schema: schema, sources: [])
        let now = System.instant
        var status = try ledger.status(runs: 10)
        status.clocks = ClockDifference(job: now, database: status.now)
        return status
    }

    func migrate(printsOnly: Bool) throws(Failure) -> String {
        let schema = try ledgerSchema()
        guard !printsOnly else { return Migrator.script(schema: schema) }
        let connection = try connect(statementTimeout: nil)
        try ServerCheck.check(connection, writes: true)
        let steps = try Migrator(connection, schema: schema, failpoint: reached).migrate()
        guard !steps.isEmpty else { return "the schema \(schema) is up to date" }
        return "brought the schema \(schema) up to date: " + steps.joined(separator: ", ")
    }

    /// In debug builds, ends the process as a power failure would at the failpoint that FRESHEN_FAILPOINT names.
    func reached(_ failpoint: Failpoint) {
        #if DEBUG
        guard environment["FRESHEN_FAILPOINT"] == failpoint.rawValue else { return }
        kill(getpid(), SIGKILL)
        #endif
    }

    /// Lists pods, each list with a client of its own, so that they can be read at the same time.
    ///
    /// A list may take what is left for pods, so that one that hangs leaves CloudFront its share of the time.
    func finder(_ limit: TimeLimit = .none) -> PodFinder {
        let shortened = { @Sendable (duration: Duration) in min(duration, limit.leftForPods ?? duration) }
        return PodFinder(
            http: {
                let http = Self.httpClient()
                http.timeLeft = { limit.leftForPods }
                return http
            },
            environment: environment, account: ServiceAccount(read: System.contents),
            interrupt: Interruption.descriptor,
            pause: { Interruption.pause(shortened($0)) },
            resolve: { name throws(Failure) in
                try addresses(
                    of: name, within: shortened(.seconds(10)), interrupt: Interruption.descriptor)
            })
    }

    /// A connection to a database that can hold the ledger, and whose schema has this program's version.
    private func ledgerConnection(_ schema: String, _ limit: TimeLimit = .none) throws(Failure) -> Connection {
        let connection = try connect(limit)
        try translating {
            try connection.inSnapshot {
                try ServerCheck.check(connection, writes: !request.onlyReads)
                try Migrator(connection, schema: schema).check(isDryRun: request.onlyReads)
                connection.checkAfterOpening = try SameServer(connection).check
            }
        }
        return connection
    }

    /// A connection; in debug builds FRESHEN_PRINT_SQL prints every statement with its values to stderr.
    ///
    /// Connecting takes `patience` at most. No statement takes longer than `statementTimeout`; nil: as long as it needs.
    func connect(
        _ limit: TimeLimit = .none, patience: Duration = .seconds(10), statementTimeout: Duration? = .seconds(10)
    ) throws(Failure) -> Connection {
        let login = try DatabaseLogin(environment: environment)
        let connection = try translating {
            try Connection.open(
                login.url, password: login.password, applicationName: "freshen",
                timeout: limit.shortened(patience), interrupt: Interruption.descriptor)
        }
        connection.statementTimeout = statementTimeout
        connection.timeLeft = { limit.left }
        #if DEBUG
        if environment["FRESHEN_PRINT_SQL"] != nil {
            connection.trace = { System.print("\($0);\n-- \($1.map { $0 ?? "NULL" })\n", to: STDERR_FILENO) }
        }
        #endif
        return connection
    }

    /// The ledger's schema, for commands that need no more of freshen.yaml, and not even that it exists.
    private func ledgerSchema() throws(Failure) -> String {
        let file = request.configurationFile
        return try System.contents(of: file).map { bytes throws(Failure) in try readSchema(bytes, file: file) }
            ?? Site.defaultSchema
    }

    func site() throws(Failure) -> Site {
        let file = request.configurationFile
        guard let bytes = System.contents(of: file) else {
            throw Failure(.configuration, "cannot read \(file): \(System.lastError); name another with --config FILE")
        }
        let secrets = Secrets(environment: environment, areNeeded: request.callsPods) { path in
            System.contents(of: path).map { String(decoding: $0, as: UTF8.self) }
        }
        return try readSite(bytes, file: file, secrets: secrets)
    }
}

extension Site {
    /// The site with another reader; nil: with its own.
    fileprivate func withReader(named name: String?) -> Site {
        guard let name else { return self }
        let place = Place(file: "--reader", line: 1, column: 1)
        var site = self
        site.reader = name == "public" ? .everybody(at: place) : .policies([Placed(name, at: place)], at: place)
        return site
    }
}
