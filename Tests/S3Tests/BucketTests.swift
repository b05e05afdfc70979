import AWS
import Freshen
import HTTPClient
import TestSupport
import Testing

@testable import S3

/// Lists of a bucket's objects, and what is wrong with them.
@Suite(.timeLimit(.minutes(10))) struct BucketTests {
    private static let odd = [
        "a b", "a%20b", "a+b", "a//b", "/a", "größe/日本", "e\u{301}", "\u{e9}", "q?x=1&y=2", "h#f", "t~", "s*",
        "l\u{1}\n", "a/../b", "a/./b",
        "<&>\"'", "tail/", "😀",
    ]

    @Test(arguments: [1, 2, 7, 1000])
    func `every key is listed, a page at a time, in the order of bytes`(page: Int) throws {
        let server = try BucketServer(page: page)
        try server.control(
            .object(["put": .list(Self.odd.map { .object(["key": .text($0), "body": .text("x")]) })]))
        let sorted = Self.odd.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(try server.keys().map { Array($0.utf8) } == sorted.map { Array($0.utf8) })
        #expect(try server.keys(prefix: "a/") == ["a/../b", "a/./b", "a//b"])
        #expect(try server.keys(prefix: "größe/") == ["größe/日本"])
        #expect(try server.keys(prefix: "none") == [])
    }

    @Test func `an object has its size, its ETag without quotation marks and its date`() throws {
        let server = try BucketServer()
        try server.put(["key": .text("a"), "body": .text("abc"), "modified": .text("2026-11-01T10:20:30.500Z")])
        let time = WaitingTime(pause: { _ in }, isInterrupted: { false })
        var seen: [StoredObject] = []
        try Bucket(BucketServer.name, server.context(), CredentialChain(server.context()), time).list(prefix: "") {
            seen += $0
        }
        let expected = StoredObject(
            key: "a", size: 3, entityTag: "900150983cd24fb0d6963f7d28e17f72",
            modified: try #require(Instant(rfc3339: "2026-11-01T10:20:30.5Z")))
        #expect(seen == [expected])
    }

    @Test(arguments: [[:], ["AWS_REGION": "us-west-2"], ["AWS_DEFAULT_REGION": "eu-central-1"]])
    func `S3 says which region is right`(environment: [String: String]) throws {
        let server = try BucketServer()
        try server.put(["key": .text("a"), "body": .text("x")])
        #expect(try server.keys(environment) == ["a"])
    }

    @Test func `a list that S3 limits or cuts off is asked again, with growing pauses`() throws {
        let server = try BucketServer(page: 1)
        try server.put(["key": .text("a"), "body": .text("x")], ["key": .text("b"), "body": .text("x")])
        try server.fail("slowdown", times: 2, after: 1)
        try server.fail("cut")
        var pauses: [Duration] = []
        #expect(try server.keys(["AWS_REGION": "eu-central-1"], pause: { pauses.append($0) }) == ["a", "b"])
        #expect(pauses == [.seconds(1), .seconds(2), .seconds(4)])
    }

    @Test(arguments: [
        ("slowdown", 4.0, ExitCode.tryAgain, "Please reduce your request rate."),
        ("cut", 4, .tryAgain, "no answer from"),
        ("denied", 1, .refused, "Access Denied (AccessDenied, HTTP 403, request r-refused); add the right"),
        ("unordered", 1, .tryAgain, "s3://platform-binaries does not list its objects in the order of their keys"),
        ("notoken", 1, .tryAgain, "the list is cut, and its answer does not say how to go on"),
    ])
    func `a list that cannot be read to its end is a failure`(
        fault: String, times: Double, exit: ExitCode, message: String
    ) throws {
        let server = try BucketServer(page: 2)
        for key in ["a", "b", "c"] { try server.put(["key": .text(key), "body": .text("x")]) }
        try server.fail(fault, times: times, after: fault == "unordered" || fault == "notoken" ? 0 : 1)
        let failure = #expect(throws: Failure.self) { try server.keys(["AWS_REGION": "eu-central-1"]) }
        #expect(failure?.exit == exit && failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    @Test func `a bucket that does not exist, and a text that is no name, say so`() throws {
        let server = try BucketServer()
        let unknown = #expect(throws: Failure.self) { try server.keys(name: "other") }
        #expect(
            unknown?.exit == .configuration
                && unknown?.message.hasPrefix("there is no bucket other: s3://other: ") == true)
        for name in ["", "ab", "s3://a", "a/b", "größe", "arn:aws:s3:::a"] {
            let failure = #expect(throws: Failure.self) { try server.keys(name: name) }
            #expect(failure?.message == "\(name) is not the name of a bucket, such as platform-binaries")
        }
        let region = #expect(throws: Failure.self) { try server.keys(["AWS_REGION": "eu/central"]) }
        #expect(
            region?.exit == .configuration && region?.message.contains("AWS_REGION (or a profile's region)") == true)
    }

    @Test(.enabled(if: StandIn.hasPython("moto.server"), "python3 has no moto; see Tests/python.sh"))
    func `moto lists the same keys`() throws {
        let moto = try StandIn("moto_standin.py")
        let http = HTTPClient(userAgent: "test")
        let keys = ["a b", "a+b", "größe/日本", "q?x", "1%2", "😀"]
        for path in ["/platform-binaries"] + keys.map({ "/platform-binaries/" + encoded($0) }) {
            let url = "http://127.0.0.1:\(moto.port)\(path)"
            let request = HTTPRequest(method: "PUT", url: url, timeout: .seconds(20), usesProxy: false)
            try #require(http.send(request).status == 200, "\(path)")
        }
        let environment = [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:\(moto.port)", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b",
        ]
        let context = AWSContext(
            environment: environment, file: { _ in nil }, http: http, clock: AWSClock { 1_760_000_000 })
        var seen: [String] = []
        try Bucket(
            "platform-binaries", context, CredentialChain(context),
            WaitingTime(pause: { _ in }, isInterrupted: { false })
        )
        .list(prefix: "") { seen += $0.map(\.key) }
        #expect(seen == keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }

    private func encoded(_ key: String) -> String {
        key.utf8.map { $0 == UInt8(ascii: "/") ? "/" : "%" + String($0, radix: 16, uppercase: true) }.joined()
    }
}
