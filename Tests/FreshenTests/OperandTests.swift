import Freshen
import Testing

/// Operands of `freshen invalidate` become what a route would have made of them, or a usage error.
@Suite(.timeLimit(.minutes(10))) struct OperandTests {
    @Test(arguments: [
        ("/", "/"), ("//", "/"), ("/articles/spring", "/articles/spring"), ("articles/spring", "/articles/spring"),
        ("//articles///spring/", "/articles/spring"), ("/a b", "/a%20b"), ("/a%20b", "/a%20b"),
        ("/cafés/münchen", "/caf%C3%A9s/m%C3%BCnchen"), ("/caf%c3%a9s", "/caf%C3%A9s"), ("/%41%7e", "/A~"),
        ("/a%2Fb", "/a%2Fb"), ("/100%25", "/100%25"), ("/a[b]c", "/a%5Bb%5Dc"), ("/%5Bslug%5D", "/%5Bslug%5D"),
        ("/[]", "/%5B%5D"), ("/a.b/...", "/a.b/..."), ("/~x!$&'()+,;=:@", "/~x!$&'()+,;=:@"), ("/a\"b", "/a%22b"),
        ("everything", "/everything"),
    ])
    func `a path is encoded once, whichever way it was written`(text: String, path: String) throws {
        #expect(try Stale(operand: text) == .path(path))
        #expect(try Stale(operand: path) == .path(path))
    }

    @Test func `an encoded star is a literal star`() throws {
        #expect(try Stale(operand: "/a%2Ab") == .path("/a*b"))
    }

    @Test(arguments: [
        "/articles/[slug]", "/[...all]", "/shop/[[...path]]/x", "/(site)/cafés/[slug]", "/[lang]/a b",
    ])
    func `a path with a placeholder is a Next.js route, unchanged`(pattern: String) throws {
        #expect(try Stale(operand: pattern) == .pattern(pattern, .page))
        #expect(try Stale(operand: "/" + pattern) == .pattern(pattern, .page))
    }

    @Test func `an operand that begins with # is a tag`() throws {
        #expect(try Stale(operand: "#article:7") == .tag("article:7"))
        #expect(try Stale(operand: "#a b/?#") == .tag("a b/?#"))
        let longest = String(repeating: "x", count: 256)
        #expect(try Stale(operand: "#" + longest) == .tag(longest))
    }

    @Test(arguments: [
        ("", "an empty path: give /, '#TAG' or --everything"), (" \t", "an empty path: give /, '#TAG' or --everything"),
        ("#", "# alone is no tag: give '#TAG', in quotes, because # begins a comment in a shell"),
        (
            "#" + String(repeating: "x", count: 257),
            "a tag has 256 characters at most, and xxxxxxxxxxxxxxxxxxxx… has 257"
        ),
        (
            "https://www.example.com/a//b?c#d",
            "https://www.example.com/a//b?c#d is a URL: give its path, /a/b"
        ),
        ("http://example.com", "http://example.com is a URL: give its path, /"),
        ("https://example.com?a=/b", "https://example.com?a=/b is a URL: give its path, /"),
        ("https://example.com/[slug]", "https://example.com/[slug] is a URL: give its path, /[slug]"),
        ("/a?b=c", "/a?b=c is more than a path: give /a, without query and fragment"),
        ("/a#b", "/a#b is more than a path: give /a, without query and fragment"),
        (
            "/articles/*",
            "* is no wildcard in /articles/*: name the route, such as /articles/[slug] (a * of the path itself: %2A)"
        ),
        ("/100%", "/100% has a % that begins no escape: write %25 for it"),
        ("/%zz/a", "/%zz/a has a % that begins no escape: write %25 for it"),
        ("/a/../b", "/a/../b is no page's path: give it without . and .."),
        ("/a/%2e%2E", "/a/%2e%2E is no page's path: give it without . and .."),
        ("./a", "./a is no page's path: give it without . and .."),
    ])
    func `other operands are usage errors that say what to give`(text: String, message: String) throws {
        let failure = try #require(throws: Failure.self) { try Stale(operand: text) }
        #expect(failure.exit == .usage && failure.message == message)
    }
}
