import HTTPClient
import Synchronization
import TestSupport
import Testing

/// `check` of a bucket: what consumers download once CloudFront has completed a release.
@Suite(.timeLimit(.minutes(10))) struct ReleaseCheckTests {
    private static let latest = "/binaries/slack/watchy-slack-latest"
    private static let metadata = "/binaries/slack/metadata.json"
    /// The SHA-256 of `abc`.
    private static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    private let stage: BucketStage
    private let edge: Edge

    init() throws {
        stage = try BucketStage()
        edge = try Edge()
        try writeFile()
        for key in [Self.latest, Self.metadata] { try put(key, "1") }
        #expect(try stage.freshen(["migrate"]).status == 0)
        #expect(try stage.freshen(["run"]).status == 0)
    }

    private func writeFile(
        document: String? = "metadata.json\", key: checksum", quiet: String = "10s",
        route: String = "/binaries/{monitor}/{file}"
    ) throws {
        let check = document.map { document in
            """
                check:
                  url: \(edge.url)/binaries/{monitor}/watchy-{monitor}-latest
                  sha256: { url: "\(edge.url)/binaries/{monitor}/\(document) }
            """
        }
        _ = try stage.folder.write(
            """
            buckets:
              binaries:
                bucket: platform-binaries
                match: "binaries/{monitor}/{file}"
                routes: ["\(route)"]
                together: "{monitor}"
                quiet: \(quiet)
            \(check ?? "")
            cloudfront: [{ name: releases, alias: releases.example.com }]
            """)
    }

    private func put(_ path: String, _ body: String, modified: String = "2026-01-01T00:00:00.000Z") throws {
        try stage.put(String(path.dropFirst()), body, modified: modified)
    }

    private func run() throws -> (status: Int32, report: JSONValue) {
        let ending = try stage.freshen(["run", "--output", "json"])
        return (ending.status, try json(ending.output))
    }

    /// Makes failed checks due now, as if their time had come.
    private func passTime() throws {
        try PostgresServer.running().runSQL("UPDATE freshen.release SET due_at = now()", in: stage.database)
    }

    private let passed = checks("passed")
    private let waiting = checks("waiting")

    private static func checks(_ outcome: String) -> JSONValue {
        .list([.object(["release": .text("buckets.binaries slack"), "outcome": .text(outcome)])])
    }

    @Test func `a release is checked once it is completed, and once`() throws {
        edge.put([Self.latest: "abc", Self.metadata: #"{"checksum": "\#(Self.sha256.uppercased())"}"#])
        try put(Self.latest, "abc")
        let first = try run()
        #expect(first.status == 0 && first.report["checks"] == waiting && edge.paths.isEmpty)
        let second = try run()
        #expect(second.status == 0 && second.report["checks"] == passed, "\(second)")
        #expect(edge.paths == [Self.metadata, Self.latest])
        #expect(try run().report["checks"] == .list([]) && edge.paths.count == 2)
        #expect(try stage.cloudFront.invalidations().count == 1)
    }

    @Test func `a release whose invalidation is in progress is not checked`() throws {
        edge.put([Self.latest: "abc", Self.metadata: #"{"checksum": "\#(Self.sha256)"}"#])
        try stage.cloudFront.control(#"{"polls": 1}"#)
        try put(Self.latest, "abc")
        for _ in 0..<2 { #expect(try run().report["checks"] == waiting) }
        #expect(edge.paths.isEmpty)
        #expect(try run().report["checks"] == passed)
    }

    @Test func `what does not fit together is sent again, and fails runs until it fits`() throws {
        edge.put([Self.latest: "old", Self.metadata: #"{"checksum": "\#(Self.sha256)"}"#])
        try put(Self.latest, "abc")
        #expect(try run().status == 0)
        let failed = try stage.freshen(["run"])
        #expect(failed.status == 75, "\(failed)")
        let reason = "\(edge.url)\(Self.latest) has sha256 "
        #expect(failed.log.hasPrefix("freshen: the check of buckets.binaries slack failed: " + reason), "\(failed)")
        #expect(failed.output.contains("(Hit from cloudfront, edge FRA56-P3), and \(edge.url)\(Self.metadata) says "))
        // The next run sends all that the consumer reads, and says that the release is still wrong.
        #expect(try run().status == 75)
        let items = try stage.cloudFront.invalidations().map { $0["items"].list.map(\.text) }
        #expect(items == [[Self.latest], [Self.metadata, Self.latest]])
        // Not before its time: each check costs a download, and each failure an invalidation.
        let downloads = edge.paths.count
        #expect(try run().status == 75 && edge.paths.count == downloads)
        edge.put([Self.latest: "abc"])
        try passTime()
        let last = try run()
        #expect(last.status == 0 && last.report["checks"] == passed, "\(last)")
        #expect(try stage.cloudFront.invalidations().count == 2)
    }

    @Test func `where both come from the origin, the upload itself is wrong`() throws {
        edge.put(
            [Self.latest: "old", Self.metadata: #"{"checksum": "\#(Self.sha256)"}"#], cache: "Miss from cloudfront")
        try put(Self.latest, "abc")
        _ = try run()
        let ending = try stage.freshen(["run"])
        #expect(ending.status == 75 && ending.log.contains("so what was uploaded does not fit"), "\(ending)")
    }

    @Test(arguments: [
        ("{\"checksum\": 1}", "metadata.json holds no SHA-256"), ("<html>", "metadata.json holds no SHA-256"),
        (nil, "metadata.json: HTTP 404"),
    ])
    func `a document without a checksum is a failure`(document: String?, message: String) throws {
        edge.put([Self.latest: "abc"])
        if let document { edge.put([Self.metadata: document]) }
        try put(Self.metadata, "2")
        _ = try run()
        let ending = try stage.freshen(["run"])
        #expect(ending.status == 75 && ending.log.contains(message), "\(ending)")
    }

    @Test func `a download that breaks off is no reason to send again`() throws {
        edge.put([Self.latest: "abc", Self.metadata: #"{"checksum": "\#(Self.sha256)"}"#])
        edge.breaksOff = true
        try put(Self.latest, "abc")
        _ = try run()
        #expect(try run().status == 75)
        #expect(try run().status == 75)
        #expect(try stage.cloudFront.invalidations().count == 1)
        edge.breaksOff = false
        try passTime()
        #expect(try run().report["checks"] == passed)
    }

    @Test func `a release that was withdrawn may be gone, and one that was uploaded may not`() throws {
        try put(Self.latest, "abc")
        _ = try run()
        #expect(try run().status == 75)
        try stage.delete(String(Self.latest.dropFirst()), String(Self.metadata.dropFirst()))
        // A deletion has no time of its own, so it waits from the look that has seen it.
        try writeFile(quiet: "1ms")
        while try stage.cloudFront.invalidations().count < 3 { _ = try run() }
        #expect(try run().report["checks"] == passed)
    }

    @Test func `a newer upload that waits puts the check off`() throws {
        edge.put([Self.latest: "abc", Self.metadata: #"{"checksum": "\#(Self.sha256)"}"#])
        try put(Self.latest, "abc")
        _ = try run()
        // Half of the next release is there.
        try put(Self.latest, "abcd", modified: "2100-01-01T00:00:00.000Z")
        edge.put([Self.latest: "abcd"])
        let later = try run()
        #expect(later.status == 0 && later.report["checks"] == waiting && edge.paths.isEmpty, "\(later)")
    }

    @Test func `another route sends all paths and checks nothing, because nothing was uploaded`() throws {
        try writeFile(route: "/b/{monitor}/{file}")
        let first = try run()
        #expect(first.status == 0 && first.report["cloudfront"][0]["items"].count == 4, "\(first)")
        #expect(try run().report["checks"] == .list([]) && edge.paths.isEmpty)
        // A release that fails by the rule before is forgotten with it.
        try put(Self.latest, "abc")
        _ = try run()
        #expect(try run().status == 75)
        try writeFile()
        #expect(try run().status == 0)
    }

    @Test func `a check that leaves the file is forgotten`() throws {
        try put(Self.latest, "abc")
        _ = try run()
        #expect(try run().status == 75)
        try writeFile(document: nil)
        let last = try run()
        #expect(last.report["checks"] == .null, "\(last)")
        #expect(try run().status == 0)
    }

    @Test func `a text file may hold the checksum, as sha256sum writes it`() throws {
        try writeFile(document: "latest.sha256\"")
        edge.put([Self.latest: "abc", "/binaries/slack/latest.sha256": "\(Self.sha256)  watchy-slack-latest\n"])
        try put(Self.latest, "abc")
        _ = try run()
        #expect(try run().report["checks"] == passed)
    }
}

/// An edge of the CDN: what it has under each path.
private final class Edge: Sendable {
    private struct State {
        var bodies: [String: String] = [:]
        var cache = "Hit from cloudfront"
        var breaksOff = false
    }

    private let state: Shared
    private let server: HTTPStandIn

    private final class Shared: Sendable {
        let value = Mutex(State())
    }

    init() throws {
        let state = Shared()
        self.state = state
        server = try HTTPStandIn { request in
            state.value.withLock { state in
                let headers = ["X-Cache": state.cache, "X-Amz-Cf-Pop": "FRA56-P3"]
                guard let body = state.bodies[request.target] else { return .answer(status: 404, headers: headers) }
                guard !state.breaksOff else {
                    return .raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nabc", then: .close)
                }
                return .answer(status: 200, headers: headers, body: body)
            }
        }
    }

    var url: String { server.url }
    /// The paths that were asked for, in order.
    var paths: [String] { server.requests.map(\.target) }

    var breaksOff: Bool {
        get { state.value.withLock(\.breaksOff) }
        set { state.value.withLock { $0.breaksOff = newValue } }
    }

    func put(_ bodies: [String: String], cache: String = "Hit from cloudfront") {
        state.value.withLock { state in
            state.bodies.merge(bodies) { $1 }
            state.cache = cache
        }
    }
}
