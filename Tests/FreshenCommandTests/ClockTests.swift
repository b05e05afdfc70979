import FoundationEssentials
import TestSupport
import Testing

/// The clocks of this machine and of the database differ: libfaketime moves the former.
@Suite(.timeLimit(.minutes(10))) final class ClockTests {
    private let folder: Folder
    private var environment: [String: String]
    private let pod: HTTPStandIn

    init() throws {
        let (_, database) = try migratedDatabase(
            named: "clock",
            "CREATE TABLE articles (id int PRIMARY KEY, slug text); INSERT INTO articles VALUES (1, 'one')")
        pod = try HTTPStandIn { _ in .answer(status: 200, body: #"{"revalidated":true}"#) }
        folder = try Folder()
        _ = try folder.write(
            """
            collections: { articles: { routes: ["/{slug}"] } }
            web: [{ name: shop, pods: { urls: ["\(pod.url)"] }, token: { env: TOKEN }, settle: 0s }]

            """)
        environment = ["DATABASE_URL": database, "TOKEN": Decoy.secret("pods")]
        #expect(try freshen(["run"]).status == 0)
    }

    /// Moves this machine's clock, for the program alone; the time between two moments stays the same.
    private func move(by offset: String) throws {
        // Debian has a folder for each architecture.
        let libraries = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib").map {
            "/usr/lib/\($0)/faketime/libfaketimeMT.so.1"
        }
        let library = try #require(
            libraries.first { FileManager.default.fileExists(atPath: $0) }, "libfaketime is missing")
        environment.merge(
            ["LD_PRELOAD": library, "FAKETIME": offset, "DONT_FAKE_MONOTONIC": "1"]) { $1 }
    }

    private func freshen(_ arguments: [String]) throws -> Child.Ending {
        let file = arguments[0] == "status" ? [] : ["--config", folder.path + "/freshen.yaml"]
        return try Child(arguments + file, environment: environment).finish()
    }

    @Test(
        "a difference above a few seconds is in each report and in status",
        arguments: [("-330s", "5 min behind", "-3"), ("+330s", "5 min ahead of", "3")])
    func notes(_ offset: String, _ words: String, _ digits: String) throws {
        try move(by: offset)
        let note = "this machine's clock is \(words) the database's, and dates count by the slower one"
        for arguments in [["run"], ["run", "--dry-run"], ["reconcile"], ["status"]] {
            let text = try freshen(arguments)
            #expect(text.status == 0 && text.output.contains(note), "\(arguments): \(text)")
            let json = try freshen(arguments + ["--output", "json"])
            #expect(json.output.contains("\"clockOffset\":" + digits), "\(arguments): \(json)")
        }
        try move(by: "-2s")
        for arguments in [["run"], ["status"]] {
            #expect(try !freshen(arguments).output.contains("clock is"))
            #expect(try !freshen(arguments + ["--output", "json"]).output.contains("clockOffset"))
        }
    }

    @Test func `above an hour nothing is sent, the run is tried again, and the doctor fails`() throws {
        try move(by: "-56y")
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
