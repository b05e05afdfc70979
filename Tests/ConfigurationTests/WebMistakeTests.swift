import Freshen
import Testing

/// Mistakes in `web` and `cloudfront`.
@Suite(.timeLimit(.minutes(10))) struct WebMistakeTests {
    // MARK: Web

    @Test(arguments: [
        ("nmae: a", "5:5: unknown key nmae in a web entry: did you mean name?"),
        ("name: [a]", "5:11: name must be a text, but is a list"),
        ("endpoint: api/revalidate", "5:15: endpoint must be a path that begins with /, such as /api/revalidate"),
        ("endpoint: /api revalidate", "5:15: endpoint must be a path that begins with /, such as /api/revalidate"),
        ("timeout: 5", "5:14: timeout must be a duration with its unit, such as 500ms, 5s or 2m"),
        ("timeout: 0s", "5:14: timeout must be longer than 0s"),
        (
            "passes: 1",
            "5:13: passes must be a number from 2 to 5. Write 2 where only pages are cached, and 3 where the answers of fetches are cached, too"
        ),
        (
            "passes: six",
            "5:13: passes must be a number from 2 to 5. Write 2 where only pages are cached, and 3 where the answers of fetches are cached, too"
        ),
        ("settle: soon", "5:13: settle must be a duration with its unit, such as 500ms, 5s or 2m"),
        ("deadline: {}", "5:15: deadline must be a text, but is a mapping: a value with a { must be quoted"),
        ("deadline: 0ms", "5:15: deadline must be longer than 0s"),
        (
            "settle: 1m",
            "3:5: four fifths of the deadline (35s) are for pods, and must be a quarter longer than settle (1m), after which the last pass begins"
        ),
        ("everything: /", "5:17: everything must be a list ([a, b] or lines that begin with -), but is the text /"),
        (
            "everything: []",
            "5:17: everything is an empty list: leave the key out for the default { path: /, type: layout }"
        ),
        ("everything: [a]", "5:18: a path of everything must begin with /: /a"),
        ("everything: [{ path: a }]", "5:26: a path of everything must begin with /: /a"),
        ("everything: [{ type: page }]", "5:18: an entry of everything needs its path: { path: /, type: layout }"),
        ("everything: [{ path: /, typ: page }]", "5:29: unknown key typ in an entry of everything: did you mean type?"),
        ("everything: [{ path: /, type: layuot }]", "5:35: type must be page or layout, not layuot"),
        ("pods: { urls: [\"http://b\"] }", "5:5: key \"pods\" is on line 3 already: keep one of the two"),
    ])
    func `a mistake in a web entry is one line with its place`(line: String, message: String) throws {
        #expect(try refusal(web(line)) == "freshen.yaml:" + message)
    }

    @Test(arguments: [
        ("[a]", "3:11: pods must be a mapping (key: value), but is a list"),
        ("{ url: [a] }", "3:13: unknown key url in pods: did you mean urls?"),
        (
            "{ label: app=web }",
            "3:13: unknown key label in pods: it has namespace, selector, service, dns, urls, port, api, min"
        ),
        (
            "{}",
            "3:11: pods must have one of selector, service, dns and urls: { namespace: web, selector: app=storefront, port: http }"
        ),
        (
            "{ dns: a, port: 1, service: b }",
            "3:11: pods must have one of selector, service, dns and urls, but has service and dns"
        ),
        ("{ urls: [\"http://a\"], port: 1 }", "3:33: port has no meaning beside urls: leave it out"),
        ("{ dns: a, namespace: b, port: 1 }", "3:21: namespace has no meaning beside dns: leave it out"),
        ("{ selector: a=b }", "3:11: selector needs its port: port: http (or its number)"),
        ("{ service: a }", "3:11: service needs its port: port: http (or its number)"),
        ("{ dns: a }", "3:11: dns needs its port: port: 3000"),
        ("{ selector: \"\", port: 1 }", "3:23: selector is empty"),
        (
            "{ selector: { app: web }, port: 1 }",
            "3:23: selector must be a text, but is a mapping: a value with a { must be quoted"
        ),
        ("{ selector: a, port: [1] }", "3:32: port must be a text, but is a list"),
        ("{ selector: a, port: 0 }", "3:32: port must be a port's name, such as http, or a number from 1 to 65535"),
        ("{ selector: a, port: 65536 }", "3:32: port must be a port's name, such as http, or a number from 1 to 65535"),
        ("{ selector: a, port: HTTP }", "3:32: port must be a port's name, such as http, or a number from 1 to 65535"),
        (
            "{ dns: a, port: http }",
            "3:27: port must be a number beside dns, such as 3000: addresses have no port names"
        ),
        (
            "{ dns: \"http://a\", port: 1 }",
            "3:18: dns must be the name of a headless service, such as storefront.web.svc.cluster.local"
        ),
        ("{ service: a/b, port: 1 }", "3:22: service must be a name of lower-case letters, digits and hyphens"),
        (
            "{ selector: a, namespace: ../x, port: 1 }",
            "3:37: namespace must be a name of lower-case letters, digits and hyphens"
        ),
        (
            "{ selector: a, port: 1, api: 127.0.0.1:8001 }",
            "3:40: api must be http:// or https:// with host and port, such as http://127.0.0.1:8001"
        ),
        ("{ selector: a, port: 1, min: -1 }", "3:40: min must be a whole number, 0 or more"),
        ("{ urls: [\"http://a\"], min: many }", "3:38: min must be a whole number, 0 or more"),
        ("{ urls: [] }", "3:19: urls names no pod"),
        (
            "{ urls: \"http://a\" }",
            "3:19: urls must be a list ([a, b] or lines that begin with -), but is the text http://a"
        ),
        ("{ urls: [\"http://a:1\", \"http://b\", \"http://a:1/\"] }", "3:46: urls names http://a:1 twice"),
    ])
    func `a mistake in pods is one line with its place`(pods: String, message: String) throws {
        #expect(try refusal(web("", pods: pods)) == "freshen.yaml:" + message)
    }

    @Test(arguments: [
        "a:3000", "ftp://a", "http://", "http:///x", "http:// a", "http://user:TOKEN@a", "http://a?x", "http://a#x",
        "http://a\\tb", "http://ä",
    ])
    func `a pod's url has a scheme and a host, and no password`(url: String) throws {
        let url = url.replacing("TOKEN", with: token)
        #expect(
            try refusal(web("", pods: "{ urls: [\"\(url)\"] }"))
                == "freshen.yaml:3:20: a pod's url must be http:// or https:// with host and port, such as http://10.0.0.1:3000"
        )
    }

    @Test func `a web entry needs pods and a token, and a name of its own`() throws {
        let entry = "pods: { urls: [\"http://a\"] }"
        let token = "token: { env: REVALIDATE_TOKEN }"
        let head = "collections: { a: }\nweb:\n"
        #expect(
            try refusal(head + "  - \(token)\n")
                == "freshen.yaml:3:5: a web entry needs its pods: { namespace: web, selector: app=storefront, port: http }"
        )
        #expect(
            try refusal(head + "  - \(entry)\n")
                == "freshen.yaml:3:5: a web entry needs its token: token: { env: REVALIDATE_TOKEN }")
        #expect(
            try refusal(head + "  - web\n")
                == "freshen.yaml:3:5: a web entry must be a mapping (key: value), but is the text web")
        #expect(
            try refusal(head + "  - { \(entry), \(token) }\n  - { name: web, \(entry), \(token) }\n")
                == "freshen.yaml:4:5: two web entries are called web")
    }

    @Test func `a deadline must be longer than the longest settle of all webs`() throws {
        let entry = "pods: { urls: [\"http://a\"] }, token: { env: REVALIDATE_TOKEN }"
        let text =
            "collections: { a: }\ndeadline: 90s\nweb:\n  - { name: a, settle: 40s, \(entry) }\n  - { name: b, deadline: 30s, \(entry) }\n"
        #expect(
            try refusal(text)
                == "freshen.yaml:5:5: the deadline of b (30s) must be longer than settle (40s), after which the last pass begins"
        )
        _ = try site(text.replacing("deadline: 30s", with: "deadline: 30s, settle: 0s"))
    }

    // MARK: CloudFront

    @Test(arguments: [
        (
            "{ variants: [\"{path}\"] }",
            "2:14: a cloudfront entry needs its distribution: distribution: E2… (or alias: www.example.com)"
        ),
        (
            "{ alias: example }",
            "2:23: alias must be one of the distribution's alternate domain names, such as www.example.com"
        ),
        (
            "{ alias: \"https://a.b\" }",
            "2:23: alias must be one of the distribution's alternate domain names, such as www.example.com"
        ),
        (
            "{ alias: a..b }",
            "2:23: alias must be one of the distribution's alternate domain names, such as www.example.com"
        ),
        (
            "{ alias: a.*.b }",
            "2:23: alias must be one of the distribution's alternate domain names, such as www.example.com"
        ),
        (
            "{ distribution: E1, alias: www.example.com }",
            "2:14: a cloudfront entry must have a distribution or an alias, not both: leave one out"
        ),
        ("{ alias: a.b }, { alias: A.b }", "2:39: two cloudfront entries name a.b"),
        (
            "{ distribution: www.example.com }",
            "2:30: distribution must be an id, such as E2BX1E7RR7IV8R (or use alias: www.example.com)"
        ),
        ("{ distribution: [E1] }", "2:30: distribution must be a text, but is a list"),
        ("{ distribtion: E1 }", "2:16: unknown key distribtion in a cloudfront entry: did you mean distribution?"),
        ("{ distribution: E1, variants: [/shop] }", "2:45: a variant must hold {path} once, such as \"{path}?*\""),
        (
            "{ distribution: E1, variants: [\"{path}{path}\"] }",
            "2:45: a variant must hold {path} once, such as \"{path}?*\""
        ),
        (
            "{ distribution: E1, variants: [{path}] }",
            "2:45: a variant must be a text, but is a mapping: a value with a { must be quoted"
        ),
        (
            "{ distribution: E1, variants: x }",
            "2:44: variants must be a list ([a, b] or lines that begin with -), but is the text x"
        ),
        (
            "{ distribution: E1, after: shop }",
            "2:41: after must be a list ([a, b] or lines that begin with -), but is the text shop"
        ),
        ("{ distribution: E1, after: [shop] }", "2:42: after names shop, and no web entry is called that"),
        ("{ distribution: E1 }, { distribution: E1 }", "2:52: two cloudfront entries name E1"),
    ])
    func `a mistake in a cloudfront entry is one line with its place`(entry: String, message: String) throws {
        #expect(try refusal("collections: { a: }\ncloudfront: [\(entry)]\n") == "freshen.yaml:" + message)
    }

    @Test func `a misspelt web gets a suggestion`() throws {
        let text = web("name: storefront") + "cloudfront: [{ distribution: E1, after: [storefornt] }]\n"
        #expect(
            try refusal(text)
                == "freshen.yaml:6:42: after names storefornt, and no web entry is called that: did you mean storefront?"
        )
    }
}
