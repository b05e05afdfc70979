import Configuration
import Freshen
import TestSupport
import Testing

/// The key `buckets` of freshen.yaml.
@Suite(.timeLimit(.minutes(10))) struct BucketFileTests {
    private static let cloudFront = "cloudfront: [{ name: releases, alias: Releases.example.com }]\n"

    private func site(_ bucket: String) throws -> Site {
        try readSite(
            Array((Self.cloudFront + "buckets: { binaries: { \(bucket) } }").utf8), file: "freshen.yaml",
            secrets: Secrets(environment: [:]) { _ in nil })
    }

    @Test func `a file may hold buckets alone, and only names a distribution by its name`() throws {
        let site = try site(
            """
            bucket: platform-binaries, prefix: binaries/, match: "binaries/{monitor}/{file}", reupload: invalidate,
              routes: ["/binaries/{monitor}/{file}", "/{dir}/*"], only: [releases]
            """)
        let bucket = try #require(site.buckets.first)
        #expect(bucket.sourceName == "buckets.binaries" && bucket.bucket == .name("platform-binaries"))
        #expect(bucket.prefix == "binaries/" && bucket.match?.text == "binaries/{monitor}/{file}")
        #expect(bucket.routes.map(\.path.text) == ["/binaries/{monitor}/{file}", "/{dir}/*"])
        #expect(bucket.only == ["releases.example.com"] && bucket.sendsReuploads && site.collections.isEmpty)
    }

    @Test func `a bucket may be an output of a stack`() throws {
        let bucket = try #require(site("bucket: { stack: platform, output: Binaries }, routes: [/a]").buckets.first)
        #expect(bucket.bucket == .output("Binaries", stack: "platform"))
    }

    @Test func `a group waits ten seconds and two minutes at most, unless said`() throws {
        let usual = try #require(site("bucket: abc, routes: [/a], together: \"{dir}\"").buckets.first)
        #expect(usual.together?.quiet == .seconds(10) && usual.together?.quietAtMost == .seconds(120))
        #expect(usual.group(of: "a/b/c") == "a/b" && usual.group(of: "c") == "")
        let own = try #require(
            site("bucket: abc, routes: [/a], together: \"{key}\", quiet: 5m, match: \"{x}/{y}\"").buckets.first)
        #expect(own.together?.quiet == .seconds(300) && own.together?.quietAtMost == .seconds(300))
        #expect(own.group(of: "a/b") == "a/b" && own.group(of: "c") == nil)
    }

    @Test func `a check has a file and a document, and its placeholders are those of the group`() throws {
        let text = """
            bucket: abc, match: "{x}/{y}", routes: [/a], together: "{x}",
              check: { url: "https://r.example/{x}/a+b?v=1", sha256: { url: "https://r.example/{x}.json", key: linux.sum } }
            """
        let check = try #require(site(text).buckets.first?.together?.check)
        #expect(check.key == ["linux", "sum"] && check.url.text == "https://r.example/{x}/a+b?v=1")
        #expect(check.paths(["x": "é"]) == ["/%C3%A9/a+b", "/%C3%A9/a%2Bb", "/%C3%A9.json"])
        let words = text.replacing(", key: linux.sum", with: "")
        #expect(try site(words).buckets.first?.together?.check?.key == nil)
    }

    @Test(arguments: [
        ("url: \"https://r.example/{x}\"", "check needs url, the file, and sha256: { url: …, key: … }, the document"),
        ("url: \"https://r.example/{y}\", sha256: { url: \"https://r.example/{x}\" }", "{y} is not in together ({x})"),
        ("url: \"https://r.example/{x}\", sha256: { url: \"/{x}\" }", "a url of check is complete, such as https://"),
        ("url: \"https://{x}/a\", sha256: { url: \"https://r.example/{x}\" }", "a url of check is complete"),
        ("url: \"https://me@r.example/a\", sha256: { url: \"https://r.example/{x}\" }", "a url of check is complete"),
        ("url: \"https://r.example/a\", sha256: { url: \"https://r.example/b\", key: a..b }", "key names an entry of"),
        ("url: \"https://r.example/a\", md5: abc", "unknown key md5 in check"),
    ])
    func `a check that cannot work is refused`(check: String, message: String) throws {
        let failure = #expect(throws: Failure.self) {
            try site("bucket: abc, match: \"{x}/{y}\", routes: [/a], together: \"{x}\", check: { \(check) }")
        }
        #expect(failure?.message.contains(message) ?? false, "\(failure?.message ?? "")")
    }

    @Test func `only one bucket and its routes are needed`() throws {
        let bucket = try #require(site("bucket: abc, routes: [\"/{key}\"]").buckets.first)
        #expect(bucket.prefix.isEmpty && bucket.match == nil && bucket.only.isEmpty && !bucket.sendsReuploads)
    }

    @Test(arguments: [
        ("routes: []", "2:22: a bucket needs its name: bucket: platform-binaries"),
        ("bucket: abc", "2:22: a bucket needs routes: the paths of its objects, such as [\"/{key}\"]"),
        (
            "bucket: a/b, routes: []",
            "2:32: bucket must be the name of a bucket, such as platform-binaries, and a/b is none"
        ),
        ("bucket: abc, routes: [\"{key}\"]", "2:46: a route must begin with /: /{key}"),
        ("bucket: abc, routes: [\"/{kee}\"]", "2:46: {kee} stands for nothing: did you mean key?"),
        (
            "bucket: abc, routes: [\"/{a.b}\"]", "2:46: a route: a placeholder is a name, such as {file}"
        ),
        (
            "bucket: abc, routes: [\"/a*b\"]",
            "2:46: a route is a path: it has no ? and no #, and a * only at its end, where it is a wildcard"
        ),
        (
            "bucket: abc, prefix: x/, match: \"y/{a}\", routes: [/a]",
            "2:56: match is about whole keys, and y/{a} begins otherwise than the prefix x/"
        ),
        (
            "bucket: abc, prefix: x/, match: \"x\", routes: [/a]",
            "2:56: match is about whole keys, and x begins otherwise than the prefix x/"
        ),
        (
            "bucket: abc, reupload: send, routes: [/a]",
            "2:47: reupload must be invalidate: without it, an upload of the same content sends nothing"
        ),
        (
            "bucket: { stack: platform }, routes: [/a]",
            "2:32: a bucket of a stack needs both: { stack: NAME, output: NAME }"
        ),
        ("bucket: abc, route: [/a]", "2:37: unknown key route in a bucket: did you mean routes?"),
        (
            "bucket: abc, routes: [/a], quiet: 5s", "2:58: quiet needs together, the group of an object"
        ),
        ("bucket: abc, routes: [/a], check: {}", "2:58: check needs together, the group of an object"),
        (
            "bucket: abc, routes: [/a], together: \"{dir}\", quiet: 5m, quiet_at_most: 1m",
            "2:22: quiet_at_most (1m) must not be shorter than quiet (5m)"
        ),
        ("bucket: abc, routes: [/a], together: \"{x}\"", "2:61: {x} stands for nothing: there are key, dir, name"),
        (
            "bucket: abc, routes: [/a], only: [release]",
            "2:58: only names release, and no web or cloudfront entry is called that: did you mean releases?"
        ),
    ])
    func `a mistake is named with its place`(bucket: String, message: String) throws {
        let failure = #expect(throws: Failure.self) { try site(bucket) }
        #expect(failure?.message == "freshen.yaml:" + message)
    }

    @Test(arguments: [
        ("", "1:1: collections is missing: it says what to watch"),
        ("buckets: {}", "2:10: buckets names none: leave it out"),
        (
            "collections: { buckets.a: { routes: [/a] } }\nbuckets: { a: { bucket: abc, routes: [/a] } }",
            "3:12: a collection is called buckets.a: give the bucket another name"
        ),
        (
            "web: [{ name: releases, pods: { urls: [\"http://127.0.0.1:1\"] }, token: { env: T } }]\n"
                + "buckets: { a: { bucket: abc, routes: [/a] } }",
            "1:39: two entries of web and cloudfront are called releases"
        ),
    ])
    func `the file as a whole must make sense`(text: String, message: String) throws {
        let failure = #expect(throws: Failure.self) {
            try readSite(
                Array((Self.cloudFront + text).utf8), file: "freshen.yaml",
                secrets: Secrets(environment: ["T": "secret"]) { _ in nil })
        }
        #expect(failure?.message == "freshen.yaml:" + message)
    }
}
