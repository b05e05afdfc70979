import Glibc
import TestSupport
import Testing

/// `freshen invalidate --verify`: a download through the CDN.
@Suite(.timeLimit(.minutes(10))) struct VerifyTests {
    private static let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    /// An edge that has `abc`, always with the same headers; the ETag changes between HEAD and GET where `changes`.
    private func edge(_ cache: String, changes: Bool = false) throws -> HTTPStandIn {
        try HTTPStandIn { request in
            let tag = changes && request.method == "GET" ? "\"2\"" : "\"1\""
            let headers = ["X-Cache": cache, "X-Amz-Cf-Pop": "FRA56-P3", "ETag": tag]
            return request.method == "HEAD"
                ? .raw("HTTP/1.1 200 OK\r\nETag: \(tag)\r\nContent-Length: 3\r\n\r\n", then: .keep)
                : .answer(status: 200, headers: headers, body: "abc")
        }
    }

    @Test func `a miss is fresh, and the report says which edge answered`() throws {
        let (server, edge) = (try CloudFrontServer(), try edge("Miss from cloudfront"))
        let ending = try server.invalidate("/a", "--wait", "--verify", edge.url + "/a?Signature=x")
        #expect(ending.status == 0, "\(ending)")
        let line = "fresh: Miss from cloudfront, edge FRA56-P3, ETag \"1\", 3 bytes, sha256 \(Self.sha256)"
        #expect(ending.output.hasSuffix("download\n  \(edge.url)/a?…  \(line)\n"), "\(ending)")
        #expect(edge.requests.map(\.method) == ["HEAD", "GET"] && edge.requests[1].target == "/a?Signature=x")
    }

    @Test func `another ETag than before the invalidation is fresh`() throws {
        let (server, edge) = (try CloudFrontServer(), try edge("Hit from cloudfront", changes: true))
        let ending = try server.invalidate("/a", "--verify", edge.url, "--output", "json")
        let download = try json(ending.output)["downloads"][0]
        #expect(ending.status == 0 && download["etag"].text == "\"2\"" && download["edge"].text == "FRA56-P3")
    }

    @Test func `the content with a given checksum is fresh`() throws {
        let (server, edge) = (try CloudFrontServer(), try edge("Hit from cloudfront"))
        let ending = try server.invalidate("/a", "--verify", edge.url, "--sha256", Self.sha256.uppercased())
        #expect(ending.status == 0 && ending.output.contains("fresh: Hit from cloudfront"), "\(ending)")
    }

    @Test func `what is not fresh is 75 with what was seen, after a signal at once`() throws {
        let (server, edge) = (try CloudFrontServer(), try edge("Hit from cloudfront"))
        let child = try Child(
            ["invalidate", "--distribution", CloudFrontServer.distribution, "/a", "--wait", "--verify", edge.url],
            environment: server.environment)
        // A HEAD and two downloads: the signal comes in the second one, or in the pause after it.
        while edge.requests.count < 3 {}
        try child.send(SIGTERM)
        let ending = try child.finish(within: .seconds(20))
        #expect(ending.status == 75 && ending.output.contains("not fresh: Hit from cloudfront, edge FRA56-P3"))
        let options = "--invalidation I0000000000001 --wait --verify \(edge.url)"
        let command = "freshen invalidate --distribution \(CloudFrontServer.distribution) \(options)"
        #expect(ending.log.hasSuffix("; to go on: \(command)\n"), "\(ending)")
    }

    @Test(arguments: [
        ["--verify", "releases.example.com/a"], ["--verify", "https:///a"], ["--verify", "https://a.example/b#c"],
        ["--verify", "ftp://a.example/b"], ["--verify", "https://a.example/b c"], ["--sha256", sha256],
        ["--verify", "https://me:word@a.example/b"], ["--verify", "https://a.example/b", "--sha256", "abc"],
        ["--verify", "https://a.example/b", "--sha256", String(sha256.dropLast()) + "x"],
    ])
    func `a URL or checksum that is none is refused, and no login shown`(arguments: [String]) throws {
        let ending = try Child(["invalidate", "--distribution", "E1", "/a"] + arguments).finish()
        #expect(ending.status == 64 && ending.output.isEmpty && !ending.log.contains("word"), "\(ending)")
    }
}
