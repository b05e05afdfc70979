import FoundationEssentials
import Glibc
import PostgresClient
import TestSupport
import Testing

/// Every kind of report is compared with the golden files in Tests/Fixtures/reports.
///
/// After an intended change this command rewrites the files; review the diff:
///
///     FRESHEN_WRITE_REPORTS=1 swift test --disable-xctest --filter 'golden file'
extension CrashTests {
    /// The command that prints a report, and what is done before and after it.
    private struct Step: Sendable {
        let name: String
        var command = ["run"]
        var before: @Sendable (Site) throws -> Void = { _ in }
        var after: @Sendable (Site) throws -> Void = { _ in }
    }

    private static let edit: @Sendable (Site) throws -> Void = { site in
        try site.cms.execute("UPDATE articles SET title = title || '!' WHERE slug = 'article-09'")
    }

    private static func fail(_ pod: Int, _ fault: String) -> @Sendable (Site) throws -> Void {
        { site in
            try edit(site)
            try site.receivers.fail(site.receivers.pods[site.file.pods[pod]], fault)
        }
    }

    private static let steps = [
        Step(name: "first look"),
        Step(name: "nothing"),
        Step(
            name: "planned", command: ["run", "--dry-run"],
            before: { site in
                try site.cms.execute(
                    """
                    UPDATE articles SET slug = 'moved' WHERE slug = 'article-05';
                    DELETE FROM articles WHERE slug = 'article-06'
                    """)
            }),
        Step(name: "done"),
        Step(
            name: "confirmed",
            before: { site in try site.receivers.set(site.receivers.cloudFront, #"{"complete": true}"#) }
        ),
        Step(name: "owed", before: fail(1, "notfound")),
        Step(name: "status, owed", command: ["status", "--max-age", "0s"]),
        Step(name: "refused by a pod", before: fail(0, "unauthorized")),
        Step(
            name: "refused by the database",
            before: { try $0.cms.execute("REVOKE SELECT ON articles FROM \(Site.role)") },
            after: { try $0.cms.execute("GRANT SELECT ON articles TO \(Site.role)") }),
        Step(
            name: "quarantined",
            before: { site in
                try edit(site)
                try site.receivers.set(site.receivers.cloudFront, #"{"refuse": ["/articles/article-09"]}"#)
            },
            after: { try $0.receivers.set($0.receivers.cloudFront, #"{"refuse": []}"#) }),
        Step(
            name: "busy", before: { try $0.cms.execute("BEGIN; SELECT FROM freshen.checkpoint FOR UPDATE") },
            after: { try $0.cms.execute("COMMIT") }),
        Step(name: "catch-up", command: SharedFixture.catchUp),
        Step(name: "reconcile", command: ["reconcile"]),
        Step(name: "invalidate", command: ["invalidate", "/about", "/articles/[slug]", "#menu"]),
        Step(name: "invalidate, planned", command: ["invalidate", "--everything", "--dry-run"]),
        Step(
            name: "one pass of many", command: ["run", "--every", "60s", "--until", ":59"], before: fail(1, "notfound")),
        Step(name: "status", command: ["status"], before: { _ = try $0.run() }),
    ]

    @Test(arguments: ["text", "json"])
    func `a report is equal to its golden file`(format: String) throws {
        let site = try fixture.bareSite()
        try #require(site.run(["migrate"]).status == 0)
        // In the order of their URLs, as in the output of `status`.
        try site.changeFile { file in
            file.pods = [0, 1].sorted { site.receivers.url(of: $0) < site.receivers.url(of: $1) }
        }
        var reports: [String] = []
        for step in Self.steps {
            try step.before(site)
            let ending = try site.start(step.command, format: format).finish()
            try step.after(site)
            let lines = ending.log.split(separator: "\n").map { "stderr: \($0)\n" }.joined()
            let command = step.command.joined(separator: " ")
            let title = "== \(step.name): freshen \(command), exit \(ending.status)\n"
            reports.append(site.normalized(title + ending.output + lines))
        }
        let path = "Tests/Fixtures/reports/\(format)"
        guard getenv("FRESHEN_WRITE_REPORTS") == nil else {
            return try reports.joined().write(toFile: packageFolder + path, atomically: true, encoding: .utf8)
        }
        let golden = try contents(of: path).split(separator: "== ").map { "== " + $0 }
        #expect(golden.count == reports.count)
        for (report, golden) in zip(reports, golden) { #expect(report == golden) }
    }
}

extension Site {
    /// Replaces instants, ages, ports and CloudFront's ids by constants; puts each key of JSON on a line of its own.
    fileprivate func normalized(_ text: String) -> String {
        var text = text
        for (number, pod) in file.pods.enumerated() {
            text = text.replacing(receivers.url(of: pod), with: "http://127.0.0.1:\(number + 1)0000")
        }
        return
            text
            .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/, with: "2000-01-01T00:00:00Z")
            .replacing(/"age":[0-9.e-]+/, with: "\"age\":0")
            .replacing(/\b\d+ (s|min)\b/, with: "0 s")
            .replacing(/\bI\d{13}\b/, with: "I0000000000000")
            .replacing(",\"", with: ",\n\"")
    }
}
