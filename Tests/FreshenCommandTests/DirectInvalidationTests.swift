import Glibc
import TestSupport
import Testing

/// `freshen invalidate --alias`: one distribution, without a database and freshen.yaml.
@Suite(.timeLimit(.minutes(10))) struct DirectInvalidationTests {
    private static let distribution = CloudFrontServer.distribution

    @Test func `paths, wildcards and tags reach the distribution, and the report names what it costs`() throws {
        let server = try CloudFrontServer(readsTags: true)
        let ending = try server.invalidate("/binaries/slack monitor/*", "binaries//latest/", "/a?v=1", "#release")
        #expect(
            ending.output == """
                accepted · \(Self.distribution) · 4 items · at most $0.020
                  #release
                  /a?v=1
                  /binaries//latest/
                  /binaries/slack%20monitor/*
                invalidations
                  I0000000000001  accepted

                """)
        #expect(ending.status == 0 && ending.log.isEmpty)
        #expect(
            try server.invalidations().map { $0["items"].list.map(\.text) } == [
                ["#release", "/a?v=1", "/binaries//latest/", "/binaries/slack%20monitor/*"]
            ])
    }

    @Test func `more than 3,000 items become several requests`() throws {
        let server = try CloudFrontServer()
        let ending = try Child(
            ["invalidate", "--distribution", Self.distribution, "--output", "json"] + (1...3001).map { "/\($0)" } + [
                "/*x"
            ],
            environment: server.environment
        ).finish()
        #expect(ending.status == 64, "\(ending.log)")
        let all = try Child(
            ["invalidate", "--distribution", Self.distribution, "--output", "json", "--wait"]
                + (1...3001).map { "/\($0)" },
            environment: server.environment
        ).finish()
        let report = try json(all.output)
        #expect(all.status == 0 && report["outcome"].text == "completed" && report["price"] == .number(15.005))
        #expect(try server.invalidations().map { $0["items"].count } == [3000, 1])
    }

    @Test func `a dry run says what would be sent and asks nobody`() throws {
        let ending = try freshen("invalidate", "--alias", "releases.example.com", "/a/*", "/a/b", "/c", "--dry-run")
        #expect(
            ending.output == """
                dry run: would send · releases.example.com · 2 items · at most $0.010
                  /a/*
                  /c

                """)
        #expect(ending.status == 0 && ending.log.isEmpty)
    }

    @Test func `--wait ends when CloudFront has completed the invalidation`() throws {
        let server = try CloudFrontServer(polls: 1)
        let ending = try server.invalidate("/a", "--wait")
        #expect(ending.status == 0 && ending.output.contains("I0000000000001  completed"), "\(ending)")
        #expect(ending.log.hasPrefix("freshen: waiting for I0000000000001 of \(Self.distribution), 1 of 1: 0 s\n"))
        #expect(ending.log.contains("freshen: I0000000000001 of \(Self.distribution) is completed"))
    }

    @Test func `when the time is up it names the command that goes on waiting, and that command does`() throws {
        let server = try CloudFrontServer(polls: 1000)
        let ending = try server.invalidate("/a", "--wait=10ms")
        let command = "freshen invalidate --distribution \(Self.distribution) --invalidation I0000000000001 --wait=10ms"
        #expect(ending.status == 75 && ending.output.hasPrefix("accepted"), "\(ending)")
        #expect(ending.log.hasSuffix("still in progress after 10ms; to go on: \(command)\n"), "\(ending)")
        try server.control(#"{"complete": true}"#)
        let second = try Child(
            command.split(separator: " ").dropFirst().map(String.init), environment: server.environment
        ).finish()
        #expect(second.status == 0 && second.output.hasPrefix("completed"), "\(second)")
        #expect(try server.invalidations().count == 1)
    }

    @Test func `a signal ends the waiting with the same command`() throws {
        let server = try CloudFrontServer(polls: 1000)
        let child = try Child(
            ["invalidate", "--distribution", Self.distribution, "/a", "--wait"], environment: server.environment)
        while try server.invalidations().isEmpty {}
        try child.send(SIGTERM)
        let ending = try child.finish(within: .seconds(20))
        #expect(ending.status == 75 && ending.log.contains("--invalidation I0000000000001 --wait\n"), "\(ending)")
    }

    @Test func `an answer that was lost does not make a second invalidation`() throws {
        let server = try CloudFrontServer()
        try server.control(#"{"fault": "lost"}"#)
        let ending = try Child(
            ["invalidate", "--distribution", Self.distribution, "/a"], environment: server.environment
        ).finish()
        #expect(ending.status == 0, "\(ending)")
        #expect(try server.invalidations().count == 1 && server.seen()["requests"].count == 2)
    }

    @Test func `two commands with the same items are two invalidations`() throws {
        let server = try CloudFrontServer()
        for _ in 1...2 { #expect(try server.invalidate("/a").status == 0) }
        #expect(try server.invalidations().count == 2)
    }

    @Test func `a failure is told with the command that does what is left`() throws {
        let server = try CloudFrontServer()
        try server.control(#"{"fault": "denied", "times": 1, "after": 1}"#)
        let denied = try server.invalidate("/it's", "#a", "--output", "json")
        #expect(denied.status == 77)
        let report = try json(denied.output)
        #expect(report["outcome"].text == "failed" && report["exit"] == .number(77))
        #expect(
            report["command"].text
                == #"freshen invalidate --distribution \#(Self.distribution) '/it'\''s' '#a'"#)
        let unknown = try freshen(
            "invalidate", "--alias", "other.example.com", "/a", environment: server.environment)
        #expect(unknown.status == 78 && unknown.log.contains("no distribution other.example.com"))
        #expect(unknown.log.hasSuffix("to go on: freshen invalidate --alias other.example.com /a\n"))
    }

    @Test func `a tag on a distribution that reads none is refused, and nothing is sent`() throws {
        let server = try CloudFrontServer()
        let ending = try server.invalidate("/a", "#menu")
        #expect(ending.status == 78 && ending.log.contains("#menu would have no effect"), "\(ending)")
        #expect(try server.invalidations().isEmpty)
    }

    @Test(arguments: [
        (
            ["--alias", "releases.example.com", "--distribution", "E1", "/a"],
            "give --alias or --distribution, not both"
        ),
        (["--alias", "https://releases.example.com", "/a"], "--alias takes a domain name"),
        (["--distribution", "releases.example.com", "/a"], "--distribution takes an id"),
        (["--distribution", "E1"], "what is stale?"),
        (["--distribution", "E1", "--everything", "/a"], "--everything stands for every path"),
        (["--distribution", "E1", "/a", "--config", "x"], "leave --config out"),
        (
            ["--distribution", "E1", "/a/*/b"],
            "* is a wildcard at the end only, where it matches any characters: '/a/*'"
        ),
        (
            ["--distribution", "E1", "https://a.example/b?Signature=x"],
            "https://a.example/b?… is a URL: give its path, /b?…"
        ),
        (["--distribution", "E1", "/a#b"], "/a#b holds a #"),
        (["--distribution", "E1", " "], "an empty path"),
        (["--distribution", "E1", "--changed-in", "dist"], "--changed-in needs --bucket"),
        (["--distribution", "E1", "--bucket", "b", "/a"], "--bucket needs --changed-in"),
        (["--distribution", "E1", "--prefix", "b", "/a"], "--prefix needs --changed-in"),
        (
            ["--distribution", "E1", "--changed-in", "d", "--bucket", "s3://b"],
            "--changed-in takes a folder and --bucket the name of a bucket"
        ),
        (["--distribution", "E1", "--changed-in", "d", "--bucket", "b", "--everything"], "leave --changed-in out"),
        (["--changed-in", "d", "--bucket", "b"], "--changed-in needs --alias NAME or --distribution ID"),
        (["--distribution", "E1", "/a", "--wait=0s"], "--wait takes a time"),
        (["--distribution", "E1", "/a", "--wait=soon"], "--wait takes a time"),
        (["--distribution", "E1", "--invalidation", "I1"], "--invalidation needs --wait"),
        (["--distribution", "E1", "--invalidation", "I1,", "--wait"], "--invalidation takes ids"),
    ])
    func `a command line that does not fit is refused`(arguments: [String], message: String) throws {
        let ending = try Child(["invalidate"] + arguments).finish()
        #expect(
            ending.status == 64 && ending.output.isEmpty && ending.log.hasPrefix("freshen: ")
                && ending.log.contains(message), "\(ending)")
    }
}
