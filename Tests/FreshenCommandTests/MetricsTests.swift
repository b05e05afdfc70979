import FoundationEssentials
import Glibc
import Synchronization
import TestSupport
import Testing

/// The metrics of runs of the whole program.
@Suite(.timeLimit(.minutes(10))) struct MetricsTests {
    private let server: PostgresServer
    private let database: String
    private let folder: Folder
    private let pod: HTTPStandIn
    /// Whether the pod answers 500.
    private let isBroken: Switch

    init() throws {
        (server, database) = try migratedDatabase(
            named: "metrics", "CREATE TABLE articles (id int PRIMARY KEY, title text)")
        folder = try Folder()
        let isBroken = Switch()
        self.isBroken = isBroken
        pod = try HTTPStandIn { _ in
            isBroken.isOn ? .answer(status: 500) : .answer(status: 200, body: #"{"revalidated":true}"#)
        }
        #expect(try run().status == 0)
    }

    private func child(_ arguments: [String], _ environment: [String: String]) throws -> Child {
        let file = try folder.write(
            """
            collections: { articles: { routes: ["/articles/{id}"] } }
            web: [{ name: shop, pods: { urls: ["\(pod.url)"] }, token: { env: TOKEN }, settle: 0s, deadline: 1s }]
            margin: 0s

            """)
        let variables = ["DATABASE_URL": database, "TOKEN": Decoy.secret("pods")].merging(environment) { $1 }
        return try Child(arguments + ["--config", file], environment: variables)
    }

    private func run(
        _ arguments: String..., metrics: String? = nil, environment: [String: String] = [:]
    ) throws -> Child.Ending {
        let metrics = metrics.map { ["FRESHEN_METRICS": $0] } ?? [:]
        return try child(["run"] + arguments, environment.merging(metrics) { $1 }).finish()
    }

    private func insertArticle() throws {
        try server.runSQL("INSERT INTO articles SELECT coalesce(max(id), 0) + 1 FROM articles", in: database)
    }

    /// The metrics that the program printed to stderr, one object for each run.
    private func lines(_ ending: Child.Ending) throws -> [JSONValue] {
        try ending.log.split(separator: "\n").filter { $0.hasPrefix("{") }.map {
            try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8))
        }
    }

    private func number(_ value: JSONValue) -> Double {
        if case .number(let number) = value { number } else { .nan }
    }

    @Test func `a line on stderr says what a run did, and the report stays as it is`() throws {
        try insertArticle()
        let ending = try run("--output", "json", metrics: "log")
        let line = try #require(lines(ending).first)
        #expect(ending.status == 0 && ending.log.split(separator: "\n").count == 1, "\(ending)")
        #expect(ending.output.split(separator: "\n").count == 1 && ending.output.hasPrefix("{\"at\":"), "\(ending)")
        let counts = [
            "freshen.run.count": 1.0, "freshen.exit_code": 0, "freshen.changes": 1, "freshen.sent.paths": 1,
            "freshen.sent.tags": 0, "freshen.pods.done": 1, "freshen.pods.owed": 0, "freshen.owed.age.pod": 0,
            "freshen.owed.entries.pod": 0, "freshen.quarantine.entries": 0,
        ]
        for (name, count) in counts { #expect(number(line[name]) == count, "\(name)") }
        #expect(line["freshen.outcome"].text == "done")
        #expect(number(line["freshen.run.duration"]) > 0 && abs(number(line["freshen.clock.offset"])) < 5)
        #expect(abs(number(line["freshen.look.time"]) - Date.now.timeIntervalSince1970) < 60)
    }

    @Test func `CloudWatch's format is another line`() throws {
        let ending = try run(metrics: "emf", environment: ["OTEL_SERVICE_NAME": "shop"])
        let line = try #require(lines(ending).first)
        #expect(ending.status == 0 && line["service.name"].text == "shop")
        #expect(abs(number(line["_aws"]["Timestamp"]) / 1000 - Date.now.timeIntervalSince1970) < 60)
    }

    @Test func `a collector is sent the metrics, from the start to the end of the run`() throws {
        let collector = try HTTPStandIn { _ in .answer(status: 200, body: "{}") }
        #expect(try run(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": collector.url]).log.isEmpty)
        let request = try #require(collector.requests.first)
        #expect(request.target == "/v1/metrics" && request.headers["user-agent"]?.hasPrefix("freshen/") == true)
        let body = try JSONDecoder().decode(JSONValue.self, from: Data(request.body))
        let scope = body["resourceMetrics"][0]["scopeMetrics"][0]
        let count = try #require(scope["metrics"].list.first { $0["name"].text == "freshen.run.count" })
        let point = count["sum"]["dataPoints"][0]
        let (start, end) = (Int(point["startTimeUnixNano"].text) ?? 0, Int(point["timeUnixNano"].text) ?? 0)
        #expect(start > 1_700_000_000_000_000_000 && end > start && end - start < 60_000_000_000)
        #expect("freshen/" + scope["scope"]["version"].text == request.headers["user-agent"])
    }

    @Test(arguments: [Behaviour.answer(status: 503), .reset, .hang])
    func `an export that fails is a line without secrets, and changes no exit code`(behaviour: Behaviour) throws {
        let collector = try HTTPStandIn { _ in behaviour }
        let ending = try run(environment: [
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_TIMEOUT": "200",
            "OTEL_EXPORTER_OTLP_HEADERS": "api-key=\(Decoy.secret("collector"))",
        ])
        #expect(ending.status == 0 && ending.output.hasPrefix("nothing to do"), "\(ending)")
        let line = "freshen: metrics: the metrics of this run did not reach \(collector.url): "
        #expect(ending.log.hasPrefix(line) && ending.log.split(separator: "\n").count == 1, "\(ending)")
    }

    @Test func `what is owed has its age from the ledger, until it is sent`() throws {
        try insertArticle()
        isBroken.isOn = true
        let failed = try run(metrics: "log")
        #expect(failed.status == 75)
        #expect(try number(lines(failed)[0]["freshen.owed.entries.pod"]) == 1, "\(failed)")
        try server.runSQL("UPDATE freshen.change SET at = at - interval '10 min'", in: database)
        let again = try #require(lines(try run(metrics: "log")).first)
        #expect((600..<660).contains(number(again["freshen.owed.age.pod"])) && again["freshen.pods.owed"] == .number(1))
        isBroken.isOn = false
        let sent = try #require(lines(try run(metrics: "log")).first)
        #expect(sent["freshen.owed.age.pod"] == .number(0) && sent["freshen.pods.done"] == .number(1))
    }

    @Test func `an idle run reads nothing more for its metrics`() throws {
        let statements = { (metrics: String?) in
            try run(metrics: metrics, environment: ["FRESHEN_PRINT_SQL": "1"]).log.split(separator: "\n")
                .count { $0.hasPrefix("-- ") }
        }
        let without = try statements(nil)
        #expect(try without > 5 && statements("log") == without)
    }

    @Test func `a run that failed has metrics, too`() throws {
        try server.runSQL("DROP SCHEMA freshen CASCADE", in: database)
        let ending = try run(metrics: "log")
        let line = try #require(lines(ending).first)
        #expect(ending.status == 78 && line["freshen.exit_code"] == .number(78), "\(ending)")
        #expect(line["freshen.run.count"] == .number(1) && line["freshen.look.time"] == .null)
    }

    @Test func `commands that do not deliver have none`() throws {
        let collector = try HTTPStandIn { _ in .answer(status: 200) }
        let environment = ["FRESHEN_METRICS": "log", "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url]
        for arguments in [["run", "--dry-run"], ["status"], ["migrate"]] {
            let ending = try child(arguments, environment).finish()
            #expect(try ending.status == 0 && lines(ending).isEmpty, "\(ending)")
        }
        #expect(collector.requests.isEmpty)
    }

    @Test func `every other command that delivers has them`() throws {
        let commands = [["invalidate", "/a"], ["reconcile"], ["catch-up", "--since", "2026-01-01T00:00Z"]]
        for arguments in commands {
            let ending = try child(arguments, ["FRESHEN_METRICS": "log"]).finish()
            #expect(try ending.status == 0 && lines(ending).count == 1, "\(ending)")
        }
    }

    @Test func `a wrong setting is refused before anything is done`() throws {
        let refused = try run(metrics: Decoy.secret("metrics"))
        #expect(refused.status == 78 && refused.output.isEmpty)
        #expect(refused.log == "freshen: FRESHEN_METRICS must be log or emf; without it no line is written\n")
    }

    /// The collector ends the program when it is asked for the third time; it hangs, so each request takes its whole time.
    @Test func `with --every each run has its own metrics, and a slow collector delays it by one interval`() throws {
        let process = Child.ID()
        let collector = try HTTPStandIn { request in
            if request.connection >= 2 { process.interrupt() }
            return .hang
        }
        Child.waitForLongMinute()
        let program = try child(
            ["run", "--every", "200ms", "--until", ":59"],
            [
                "FRESHEN_METRICS": "log", "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
                "OTEL_EXPORTER_OTLP_TIMEOUT": "60000",
            ])
        process.set(program.process)
        let ending = try program.finish(within: .seconds(60))
        let lines = try lines(ending)
        #expect(lines.count >= 3 && lines.count == ending.output.split(separator: "\n").count, "\(ending)")
        #expect(Set(lines.map { $0["time"].text }).count == lines.count)
    }
}

/// What a test switches while the threads of a stand-in read it.
private final class Switch: Sendable {
    private let state = Atomic(false)

    var isOn: Bool {
        get { state.load(ordering: .relaxed) }
        set { state.store(newValue, ordering: .relaxed) }
    }
}

extension Child {
    /// The process of a child that a stand-in's thread interrupts.
    fileprivate final class ID: Sendable {
        private let process = Atomic<Int32>(0)

        func set(_ process: Int32) { self.process.store(process, ordering: .relaxed) }

        func interrupt() {
            let process = process.load(ordering: .relaxed)
            if process > 0 { kill(process, SIGTERM) }
        }
    }
}
