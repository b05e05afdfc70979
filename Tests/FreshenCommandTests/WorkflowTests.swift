import FoundationEssentials
import TestSupport
import Testing

/// `freshen invalidate` as a step of a workflow of GitHub Actions.
@Suite(.timeLimit(.minutes(10))) struct WorkflowTests {
    private static let distribution = CloudFrontServer.distribution
    private static let step = [
        "GITHUB_REPOSITORY": "shop/monitors", "GITHUB_RUN_ID": "16", "GITHUB_RUN_ATTEMPT": "1",
        "GITHUB_JOB": "upload", "GITHUB_ACTION": "__run_2", "RUNNER_NAME": "r1", "RUNNER_TRACKING_ID": "github_1",
    ]
    private let folder: Folder

    init() throws {
        folder = try Folder()
    }

    private func text(of file: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    }

    // MARK: Summary and outputs

    @Test func `the step's summary is a table, and the outputs name distribution, invalidations and price`() throws {
        let server = try CloudFrontServer()
        let edge = try HTTPStandIn { _ in
            .answer(status: 200, headers: ["X-Cache": "Miss from cloudfront", "X-Amz-Cf-Pop": "FRA56-P3"], body: "abc")
        }
        let (summary, outputs) = (try folder.write("before\n", to: "summary"), try folder.write("a=b\n", to: "outputs"))
        let ending = try server.invalidate(
            "/a", "/b/*", "--wait", "--verify", edge.url,
            environment: ["GITHUB_STEP_SUMMARY": summary, "GITHUB_OUTPUT": outputs])
        #expect(ending.status == 0 && ending.output.hasPrefix("completed · \(Self.distribution)"), "\(ending)")
        let content = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(
            try text(of: summary) == """
                before
                ### freshen invalidate: completed

                | | |
                |---|---|
                | distribution | `\(Self.distribution)` |
                | items | 2: `/a` `/b/*` |
                | invalidations | `I0000000000001` completed |
                | price | at most $0.010 |
                | download | `\(edge.url): Miss from cloudfront, edge FRA56-P3, 3 bytes, sha256 \(content)` |


                """)
        #expect(
            try text(of: outputs) == """
                a=b
                distribution=\(Self.distribution)
                invalidations=I0000000000001
                price=0.010

                """)
    }

    @Test func `a failure is in the summary with the command, and no cell is broken by it`() throws {
        let server = try CloudFrontServer()
        let summary = try folder.write("")
        let ending = try server.invalidate(
            "#a|`b", "--soft-fail", environment: ["GITHUB_STEP_SUMMARY": summary])
        #expect(ending.status == 0)
        let rows = try text(of: summary).split(separator: "\n")
        #expect(rows.first == "### freshen invalidate: failed")
        #expect(rows.contains { $0.hasPrefix(#"| failure | `#a\|'b would have no effect"#) }, "\(rows)")
        #expect(rows.last == #"| to go on | `freshen invalidate --distribution \#(Self.distribution) '#a\|'b'` |"#)
    }

    @Test func `a dry run writes neither`() throws {
        let (summary, outputs) = (try folder.write("", to: "summary"), try folder.write("", to: "outputs"))
        let ending = try freshen(
            "invalidate", "--distribution", "E1", "/a", "--dry-run",
            environment: ["GITHUB_STEP_SUMMARY": summary, "GITHUB_OUTPUT": outputs])
        #expect(ending.status == 0 && ending.log.isEmpty)
        #expect(try text(of: summary).isEmpty && text(of: outputs).isEmpty)
    }

    @Test func `a file that cannot be written is told and changes no exit code`() throws {
        let server = try CloudFrontServer()
        let ending = try server.invalidate("/a", environment: ["GITHUB_OUTPUT": "/nowhere/output"])
        #expect(ending.status == 0 && ending.log.hasPrefix("freshen: cannot write /nowhere/output: "), "\(ending)")
    }

    // MARK: Paid once

    @Test func `a step that repeats the command makes no second invalidation`() throws {
        let server = try CloudFrontServer()
        for _ in 1...2 { #expect(try server.invalidate("/a", "/b", environment: Self.step).status == 0) }
        #expect(try server.invalidate("/b", "/a", environment: Self.step).status == 0)
        #expect(try server.invalidations().count == 1 && server.seen()["requests"].count == 3)
        #expect(try server.invalidate("/a", environment: Self.step).status == 0)
        #expect(try server.invalidations().count == 2)
    }

    @Test(arguments: step.keys.sorted())
    func `another step, job, attempt, run or repository makes one of its own`(variable: String) throws {
        let server = try CloudFrontServer()
        let other = Self.step.merging([variable: "2"]) { $1 }
        for step in [Self.step, other] { #expect(try server.invalidate("/a", environment: step).status == 0) }
        #expect(try server.invalidations().count == 2)
    }

    @Test func `a step that failed half-way and is repeated pays only for the rest`() throws {
        let server = try CloudFrontServer()
        // The first batch, a question whether it is completed, and the second batch, which is denied.
        try server.control(#"{"fault": "denied", "after": 2}"#)
        let paths = (1...3001).map { "/\($0)" }
        let arguments = ["invalidate", "--distribution", Self.distribution] + paths
        let environment = server.environment.merging(Self.step) { $1 }
        let failed = try Child(arguments + ["--output", "json"], environment: environment).finish()
        #expect(try failed.status == 77 && json(failed.output)["price"] == .number(15), "\(failed.log)")
        #expect(try Child(arguments, environment: environment).finish().status == 0)
        #expect(try server.invalidations().map { $0["items"].count } == [3000, 1])
    }

    // MARK: --soft-fail

    @Test func `with --soft-fail a failure is a warning with the command that repeats it`() throws {
        let server = try CloudFrontServer()
        try server.control(#"{"fault": "denied", "times": 9}"#)
        let ending = try freshen(
            "invalidate", "--distribution", Self.distribution, "/a/*", "--soft-fail", "--output", "json",
            environment: server.environment)
        #expect(try ending.status == 0 && json(ending.output)["exit"] == .number(0))
        #expect(ending.log.hasPrefix("freshen: warning: User is not authorized"), "\(ending)")
        let command = "freshen invalidate --distribution \(Self.distribution) '/a/*'"
        #expect(ending.log.hasSuffix("; to go on: \(command)\n"), "\(ending)")
    }

    @Test func `with --soft-fail a time that is up is a warning, too, and a wrong command line is not`() throws {
        let server = try CloudFrontServer(polls: 1000)
        let ending = try server.invalidate("/a", "--wait=10ms", "--soft-fail")
        #expect(ending.status == 0 && ending.log.contains("warning: invalidation I0000000000001"), "\(ending)")
        #expect(try server.invalidate("/a*b", "--soft-fail").status == 64)
        #expect(try freshen("invalidate", "/a", "--soft-fail").status == 64)
    }
}
