import TestSupport
import Testing

/// The clocks of this machine and of the database differ: functions of a schema that is searched first move the latter.
@Suite(.timeLimit(.minutes(10))) struct ClockTests {
    private let folder: Folder
    private let environment: [String: String]
    private let set: (String) throws -> Void
    private let pod: HTTPStandIn

    init() throws {
        let (server, database) = try migratedDatabase(
            named: "clock",
            """
            CREATE TABLE articles (id int PRIMARY KEY, slug text); INSERT INTO articles VALUES (1, 'one');
            CREATE SCHEMA clock; CREATE TABLE clock.ahead (by interval); INSERT INTO clock.ahead VALUES ('0');
            CREATE FUNCTION clock.now() RETURNS timestamptz STABLE LANGUAGE sql AS
              'SELECT pg_catalog.now() + by FROM clock.ahead';
            CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
              'SELECT pg_catalog.clock_timestamp() + by FROM clock.ahead'
            """)
        pod = try HTTPStandIn { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
        folder = try Folder()
        _ = try folder.write(
            """
            collections: { articles: { routes: ["/{slug}"] } }
            web: [{ name: shop, pods: { urls: ["\(pod.url)"] }, token: { env: TOKEN }, settle: 0s }]

            """)
        environment = [
            "DATABASE_URL": database, "TOKEN": Decoy.secret("pods"),
            "PGOPTIONS": "-c search_path=clock,pg_catalog,public",
        ]
        set = { try server.runSQL("UPDATE clock.ahead SET by = '\($0)'", in: database) }
        #expect(try freshen(["run"]).status == 0)
    }

    private func freshen(_ arguments: [String]) throws -> Child.Ending {
        let file = arguments[0] == "status" ? [] : ["--config", folder.path + "/freshen.yaml"]
        return try Child(arguments + file, environment: environment).finish()
    }

    @Test(
        "a difference above a few seconds is in each report and in status",
        arguments: [("330 s", "5 min behind", "-3"), ("-330 s", "5 min ahead of", "3")])
    func notes(_ ahead: String, _ words: String, _ digits: String) throws {
        try set(ahead)
        let note = "this machine's clock is \(words) the database's, and dates count by the slower one"
        for arguments in [["run"], ["run", "--dry-run"], ["reconcile"], ["status"]] {
            let text = try freshen(arguments)
            #expect(text.status == 0 && text.output.contains(note), "\(arguments): \(text)")
            let json = try freshen(arguments + ["--output", "json"])
            #expect(json.output.contains("\"clockOffset\":" + digits), "\(arguments): \(json)")
        }
        try set("2 s")
        for arguments in [["run"], ["status"]] {
            #expect(try !freshen(arguments).output.contains("clock is"))
            #expect(try !freshen(arguments + ["--output", "json"]).output.contains("clockOffset"))
        }
    }

    @Test func `above an hour nothing is sent, the run is tried again, and the doctor fails`() throws {
        try set("56 years")
        let before = pod.requests.count
        for arguments in [["run"], ["run", "--dry-run"], ["reconcile"], ["doctor"]] {
            let ending = try freshen(arguments)
            #expect(ending.status == 75, "\(arguments): \(ending)")
            #expect((ending.output + ending.log).contains("nothing was compared or sent: this machine's clock is "))
        }
        #expect(pod.requests[before...].allSatisfy { !String(decoding: $0.body, as: UTF8.self).contains("/one") })
        #expect(try freshen(["status"]).output.contains("nothing was compared or sent"), "the runs that failed")
    }
}
