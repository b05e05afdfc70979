import Freshen
import TestSupport
import Testing

/// From the key of an object to the paths that become stale with it.
@Suite(.timeLimit(.minutes(10))) struct BucketRuleTests {
    @Test(
        arguments: [
            ("binaries/{monitor}/{file}", "binaries/slack/latest", ["monitor": "slack", "file": "latest"]),
            ("binaries/{monitor}/{file}", "binaries/slack/sub/latest", nil),
            ("binaries/{monitor}/{file}", "binaries/slack/", nil),
            ("binaries/{monitor}/{file}", "binaries//latest", nil),
            ("binaries/{monitor}/{file}", "other/slack/latest", nil),
            ("b/{m}/watchy-{m}-{version}", "b/a/watchy-a-1", ["m": "a", "version": "1"]),
            ("b/{m}/watchy-{m}-{version}", "b/a/watchy-b-1", nil),
            ("{name}-{version}.tar.gz", "a-b-1.0.tar.gz", ["name": "a-b", "version": "1.0"]),
            ("{name}-latest", "a-latest-latest", ["name": "a-latest"]),
            ("plain", "plain", [:]), ("plain", "plain2", nil),
            ("größe/{x}", "größe/日本", ["x": "日本"]),
            // A letter and its combining mark are two characters of a key.
            ("e{x}", "e\u{301}", ["x": "\u{301}"]),
        ] as [(String, String, [String: String]?)])
    func `a key gives the placeholders of a pattern their values`(
        pattern: String, key: String, values: [String: String]?
    ) throws {
        #expect(try template(pattern).values(in: key) == values)
    }

    @Test(arguments: [
        (["/{key}"], "a b/ü%", ["/a%20b/%C3%BC%25"]),
        (["/{dir}/{name}"], "a/b/c", ["/a/b/c"]),
        (["/{dir}/{name}"], "c", ["/c"]),
        (["/x{dir}"], "c", ["/x"]),
        (["/{name}", "/{dir}/*"], "a/b/c", ["/c", "/a/b/*"]),
        (["/customer-templates/*"], "t/a", ["/customer-templates/*"]),
        (["/{key}"], "a+b", ["/a+b", "/a%2Bb"]),
        (["/{key}"], "a?b#c*d", ["/a%3Fb%23c%2Ad"]),
        (["/{key}"], "/a//b/", ["//a//b/"]),
        ([], "a", []),
    ])
    func `an object has the paths of every route`(routes: [String], key: String, paths: [String]) throws {
        #expect(try rule(routes).paths(of: key).map(\.path) == paths)
    }

    @Test func `a placeholder of the pattern wins over the one of the same name that every object has`() throws {
        #expect(try rule(["/{name}"], match: "{name}/{file}").paths(of: "slack/latest").map(\.path) == ["/slack"])
        #expect(try rule(["/{name}"], match: "{name}/{file}").paths(of: "slack").isEmpty)
    }

    @Test func `a long key and many placeholders take no long time`() throws {
        let pattern = try template((0..<6).map { "{p\($0)}-" }.joined() + "end")
        #expect(pattern.values(in: String(repeating: "a-", count: 500) + "x") == nil)
        #expect(pattern.values(in: String(repeating: "-", count: 1000)) == nil)
        let twice = try template("{a}-{b}-{a}-{b}-end")
        #expect(twice.values(in: String(repeating: "-", count: 120)) == nil)
        #expect(twice.values(in: "x-y-x-y-end") == ["a": "x", "b": "y"])
    }

    @Test func `whether a pattern matches is decided in one pass where it can be`() throws {
        var random = SplitMix64(seed: 5)
        let templates = [
            "{a}", "x/{a}", "{a}/{b}", "a/{b}/c", "{a}/a/{b}", "ab{a}", "/{a}", "a", "{a}{b}", "{a}/{a}", "{a}b",
        ]
        var count = 0
        for text in templates {
            let template = try template(text)
            for _ in 0..<2000 {
                let key = String((0..<Int(random.next() % 7)).map { _ in "ab/x".randomElement(using: &random) ?? "a" })
                let matches = template.matches(key)
                #expect(matches == (template.values(in: key) != nil), "\(text) \(key)")
                count += matches ? 1 : 0
            }
        }
        #expect(count > 1000)
    }

    private func rule(_ routes: [String], match: String? = nil) throws -> BucketRule {
        let place = Place(file: "f", line: 1, column: 1)
        return BucketRule(
            name: Placed("b", at: place), bucket: .name("bucket"), prefix: "",
            match: try match.map { try template($0) },
            routes: try routes.map { BucketRule.Route(try template($0), place: place) }, only: [],
            sendsReuploads: false)
    }
}

private func template(_ text: String) throws -> ObjectTemplate { try #require(ObjectTemplate(PathTemplate(text))) }
