internal import CloudFront
internal import Configuration
internal import Directus
internal import Freshen
internal import HTTPClient
internal import Kubernetes
internal import Ledger
internal import LedgerSQL
internal import Metrics
internal import NextJS
internal import PostgresClient
internal import S3

/// Checks everything that a run needs, one thing after the other; sends nothing that revalidates or costs.
struct Doctor {
    let wiring: Wiring
    /// Whether no server is asked.
    let isOffline: Bool
    /// The file with a dump of the schema, for an offline check; nil: there is none.
    let schema: String?
    private let http: HTTPClient

    init(wiring: Wiring, isOffline: Bool, schema: String?) {
        self.wiring = wiring
        self.isOffline = isOffline
        self.schema = schema
        http = Wiring.httpClient()
    }

    func findings() -> [Finding] {
        let file = wiring.request.configurationFile
        let site: Site
        do throws(Failure) {
            site = try wiring.site()
            try site.checkUse(file, looks: true)
        } catch {
            return [.failed("file", file, error)]
        }
        let routes = site.collections.reduce(0) { $0 + $1.routes.count }
        let counts = [
            plural(site.collections.count, "collection"), plural(routes, "route"),
            site.buckets.isEmpty ? "" : plural(site.buckets.count, "bucket"),
            plural(site.webs.count, "web entry", "web entries"), plural(site.distributions.count, "distribution"),
        ]
        let read: Finding = .ok("file", file, counts.filter { !$0.isEmpty }.joined(separator: ", "))
        guard !isOffline else { return [read] + offlineFindings(site) + [.skipped("pods", "", "--offline")] }
        let database = databaseFindings(site)
        return [read] + settings + database.findings + health(site) + podFindings(site, database.paths)
            + DistributionCheck(wiring.aws(http)).findings(
                site.distributions, hasTags: site.hasTags, lastAccepted: { database.accepted[$0] })
            + BucketCheck(wiring.aws(http), .untilSignal).findings(site.buckets)
    }

    /// A failure where a variable for metrics is wrong.
    private var settings: [Finding] {
        do throws(Failure) {
            _ = try MetricsSettings(environment: wiring.environment)
            return []
        } catch {
            return [.failed("metrics", "", error)]
        }
    }

    private func health(_ site: Site) -> [Finding] {
        guard let url = site.health else { return [] }
        guard let outage = CMSHealth(url: url, http: http).outage() else {
            return [.ok("health", "", "\(url) answers")]
        }
        return [
            .failed("health", "", Failure(.tryAgain, "\(outage): nothing is revalidated while the CMS is not healthy"))
        ]
    }

    /// The structure of the CMS's tables as JSON, for `--offline --schema`.
    func schemaDump() throws(Failure) -> String {
        let site = try wiring.site()
        let connection = try wiring.connect()
        return try translating { try SchemaDump(site, from: connection) }.json()
    }

    private func offlineFindings(_ site: Site) -> [Finding] {
        guard let schema else { return [.skipped("collections", "", "--offline without --schema FILE")] }
        do throws(Failure) {
            guard let bytes = System.contents(of: schema) else {
                throw Failure(.configuration, "cannot read \(schema): \(System.lastError)")
            }
            let dump = try SchemaDump(bytes, file: schema)
            return try translating { try CollectionCheck(site, readRule: readRule).findings(dump) }
        } catch {
            return [.failed("collections", schema, error)]
        }
    }

    /// A path of a route, and the web entries and distributions that have it; none: all.
    private struct ExamplePath: Hashable {
        let path: String
        let targets: [String]
    }

    /// What the database says: findings, a path of each route, and the newest invalidation of each distribution.
    private struct DatabaseFindings {
        var findings: [Finding] = []
        var paths: [ExamplePath] = []
        var accepted: [String: String] = [:]
    }

    private func databaseFindings(_ site: Site) -> DatabaseFindings {
        var result = DatabaseFindings()
        do throws(Failure) {
            wiring.progress.show("connecting to the database")
            let connection = try wiring.connect()
            result.findings += try RoleCheck(connection, schema: site.schema).findings(
                margin: site.margin, now: { System.instant })
            try ServerCheck.check(connection)
            let collections = try translating {
                try CollectionCheck(site, readRule: readRule).findings(connection)
            }
            result.findings += collections
            do throws(Failure) {
                try Migrator(connection, schema: site.schema).check(isDryRun: false)
            } catch {
                result.findings += collections.isEmpty ? site.collections.map(\.fits) : []
                throw error
            }
            result.findings.append(.ok("schema", site.schema, "it is this program's"))
            guard Finding.exit(of: collections) == .done else { return result }
            try look(site, connection, &result)
        } catch {
            result.findings.append(.failed("database", "", error))
        }
        return result
    }

    /// Looks as a dry run does, which writes nothing, and says what there is.
    private func look(_ site: Site, _ connection: Connection, _ result: inout DatabaseFindings) throws(Failure) {
        let cache = SourceCache(readRule: readRule)
        let compiled = {
            try cache.sources(site.collections, reader: site.reader, languages: site.languages, connection)
        }
        let ledger = PostgresLedger(
            connection, schema: site.schema, sources: try translating(compiled), compiledAgain: compiled,
            observing: { try wiring.connect(patience: .seconds(1)) }, progress: wiring.progress.show)
        var request = LookRequest(isDryRun: true, jobClock: System.instant, margin: site.margin, flood: site.flood)
        request.hasExamples = true
        if case .finished(let look) = try ledger.look(request) {
            result.findings += look.collections.flatMap(\.findings)
            result.findings += look.unread.map { .failed("collection", "", $0) }
            let examples = look.collections.flatMap(\.routes).compactMap { route in
                route.examples.first.map { ExamplePath(path: $0, targets: route.targets) }
            }
            result.paths = Set(examples.filter { $0.path.hasPrefix("/") }).sorted { $0.path < $1.path }
        }
        for distribution in site.distributions {
            result.accepted[distribution.id] = try ledger.lastAccepted(of: distribution.id)
        }
    }

    private func podFindings(_ site: Site, _ paths: [ExamplePath]) -> [Finding] {
        guard !site.webs.isEmpty else { return [.skipped("pods", "", "freshen.yaml has no web entry")] }
        let pause = Interruption.pause
        let check = PodCheck(
            pods: Revalidation(
                http: http, time: DeliveryTime(pause: pause), pause: pause, progress: wiring.progress.show),
            http: http)
        return site.webs.flatMap { web -> [Finding] in
            do throws(Failure) {
                wiring.progress.show("listing the pods of \(web.name)")
                let found = try wiring.finder().pods(of: web)
                if let shortage = found.shortage { throw shortage }
                let pods = found.pods
                let ready = pods.filter(\.isReady)
                let listed: Finding = .ok("pods", web.name, "\(plural(pods.count, "pod")), \(ready.count) ready")
                let answers = check.findings(web, pods)
                let own = paths.filter { $0.targets.isEmpty || $0.targets.contains(web.name) }.map(\.path)
                let kept = ready.first.map { check.findings(paths: own, $0, of: web) } ?? []
                return [listed] + answers + kept
            } catch {
                return [.failed("pods", web.name, error)]
            }
        }
    }
}

extension Site {
    /// Whether a route makes tags stale.
    fileprivate var hasTags: Bool {
        collections.flatMap(\.routes).contains { if case .tag = $0.pages { true } else { false } }
    }
}

extension CollectionRule {
    /// What is said of a collection whose items cannot be counted.
    fileprivate var fits: Finding { .ok("collection", name.value, "its table and fields fit") }
}

extension CollectionSummary {
    /// How many items there are, and a warning for each route without items.
    fileprivate var findings: [Finding] {
        let count = "\(visible) of \(plural(items, "item")) visible"
        guard visible > 0 else {
            return [.warning("collection", name, count + ": check its filter and the reader's permissions")]
        }
        let unused = routes.filter { $0.items == 0 }.map { route -> Finding in
            .warning("route", route.name, "no visible item of \(name) has this page")
        }
        return [.ok("collection", name, count)] + unused
    }
}
