import Freshen
import Testing

@Suite struct MistakeTests {
    // MARK: The file

    @Test(arguments: [
        ("", "1:1: the file is empty: write a document into it"),
        ("# nothing\n", "1:1: the file is empty: write a document into it"),
        ("---\n", "1:1: the document is empty: write a document into it"),
        ("freshen", "1:1: the file is a mapping (key: value), and here is the text freshen"),
        ("- a\n", "1:1: the file is a mapping (key: value), and here is a list"),
        ("web: []\n", "1:1: collections is missing: it says what to watch"),
        ("collection: {}\n", "1:1: unknown key collection in the file: did you mean collections?"),
        (
            "collections: {}\nzzzzzz: 1\n",
            "2:1: unknown key zzzzzz in the file: it has collections, web, cloudfront, cms, margin, flood"
        ),
        ("collections:\n", "1:13: collections is a mapping (key: value), and here is nothing"),
        ("collections: [a]\n", "1:14: collections is a mapping (key: value), and here is a list"),
        (
            "collections: {}\nflood: 1\nflood: 2\n",
            "3:1: key \"flood\" stands on line 2 already: keep one of the two"
        ),
        (
            "collections: {}\nmargin: 5\n",
            "2:9: margin is a duration with its unit, such as 500ms, 5s or 2m"
        ),
        (
            "collections: {}\nmargin: 5 parsecs\n",
            "2:9: margin is a duration with its unit, such as 500ms, 5s or 2m"
        ),
        (
            "collections: {}\nmargin: -5s\n",
            "2:9: margin is a duration with its unit, such as 500ms, 5s or 2m"
        ),
        ("collections: {}\nmargin:\n", "2:8: margin is empty"),
        ("collections: {}\nmargin: [5s]\n", "2:9: margin is a text, and here is a list"),
        ("collections: {}\nflood: 0\n", "2:8: flood is a whole number above 0"),
        ("collections: {}\ncms: { healt: a }", "2:8: unknown key healt in cms: did you mean health?"),
        (
            "collections: {}\ncms: { health: directus }",
            "2:16: cms.health is http:// or https:// with host and port, such as http://directus:8055/server/health"
        ),
        ("collections: {}\nflood: -1\n", "2:8: flood is a whole number above 0"),
        ("collections: {}\nflood: 1.5\n", "2:8: flood is a whole number above 0"),
        ("collections: {}\nflood: \"5\"\n", "2:8: flood is a whole number above 0"),
        ("collections: {}\nflood: 99999999999999999999\n", "2:8: flood is a whole number above 0"),
        (
            "collections: {}\nweb: storefront\n",
            "2:6: web is a list ([a, b] or lines that begin with -), and here is the text storefront"
        ),
        (
            "collections: {}\nweb: { name: a }\n",
            "2:6: web is a list ([a, b] or lines that begin with -), and here is a mapping"
        ),
        (
            "collections: {}\ncloudfront: E1\n",
            "2:13: cloudfront is a list ([a, b] or lines that begin with -), and here is the text E1"
        ),
        (
            "collections: {}\n\"a\\nb\": 1\n",
            "2:1: unknown key a\\nb in the file: it has collections, web, cloudfront, cms, margin, flood"
        ),
    ])
    func `a mistake in the file is one line with its place`(text: String, message: String) throws {
        #expect(try refusal(text) == "freshen.yaml:" + message)
    }

    // MARK: Collections

    @Test(arguments: [
        ("visibel: {}", "3:5: unknown key visibel in a collection: did you mean visible?"),
        ("visible: published", "3:14: a filter is a mapping (key: value), and here is the text published"),
        ("visible:", "3:13: a filter is a mapping (key: value), and here is nothing"),
        ("visible: { _eq: 1 }", "3:16: _eq stands below a field, as in `status: { _eq: … }`"),
        ("visible: { status: { _equal: 1 } }", "3:26: unknown operator _equal"),
        ("visible: { status: { _leq: 1 } }", "3:26: unknown operator _leq: did you mean _eq?"),
        (
            "visible: { year(date): { _eq: 2026 } }",
            "3:16: year(date): functions are not supported in filters, name the field itself"
        ),
        (
            "visible: { tags: { count(tags): { _eq: 2 } } }",
            "3:24: count(tags): functions are not supported in filters, name the field itself"
        ),
        ("visible: { a..b: 1 }", "3:16: a..b is no field path"),
        ("visible: { \"\": 1 }", "3:16: an empty key is no field path"),
        (
            "visible: { owner: { _eq: $CURRENT_USER } }",
            "3:30: $CURRENT_USER depends on who asks: a page is the same for every visitor, so only $NOW can stand here"
        ),
        (
            "visible: { date: { _lte: $NOW(1 fortnight) } }",
            "3:30: $NOW(1 fortnight) is not understood: write $NOW or an interval such as $NOW(-1 day), $NOW(+2 hours)"
        ),
        (
            "visible: { date: { _lte: $NOWADAYS } }",
            "3:30: $NOWADAYS is not understood: write $NOW or an interval such as $NOW(-1 day), $NOW(+2 hours)"
        ),
        ("visible: { date: { _between: [1] } }", "3:34: _between takes two values, from and to"),
        ("visible: { date: { _nbetween: [1, 2, 3] } }", "3:35: _nbetween takes two values, from and to"),
        ("visible: { date: { _between: 5 } }", "3:34: _between takes two values, from and to"),
        (
            "visible: { a: { _in: { b: 1 } } }",
            "3:26: _in is a list ([a, b] or lines that begin with -), and here is a mapping"
        ),
        ("visible: { a: { _eq: [1] } }", "3:26: one value belongs here: a text, a number, true, false or null"),
        ("visible: { a: [1] }", "3:19: one value belongs here: a text, a number, true, false or null"),
        ("visible: { a: { _null: maybe } }", "3:28: _null is true or false"),
        (
            "visible: { _and: { a: 1 } }",
            "3:22: _and is a list ([a, b] or lines that begin with -), and here is a mapping"
        ),
        ("visible: { _or: [a] }", "3:22: a filter is a mapping (key: value), and here is the text a"),
        ("publish_at: [a]", "3:17: a date's field is a text, and here is a list"),
        ("publish_at:", "3:16: a date's field is empty"),
        ("publish_at: { zone: UTC }", "3:17: a date needs its field: { field: publish_date, zone: UTC }"),
        ("expire_at: { field: a b }", "3:25: a date's field names a field, such as author.name: a b is no field path"),
        ("expire_at: { filed: a }", "3:18: unknown key filed in a date: did you mean field?"),
        ("zone: [UTC]", "3:11: zone is a text, and here is a list"),
        ("shows: author", "3:12: shows is a list ([a, b] or lines that begin with -), and here is the text author"),
        ("shows: [author, \"a b\"]", "3:21: shows names a field, such as author.name: a b is no field path"),
        (
            "ignore: view_count",
            "3:13: ignore is a list ([a, b] or lines that begin with -), and here is the text view_count"
        ),
        ("tags: [[a]]", "3:12: a tag is a text, and here is a list"),
        ("tags: [{id}]", "3:12: a tag is a text, and here is a mapping: where it holds a {, quote it"),
        ("tags: [\"a:{id\"]", "3:15: a tag: the placeholder is not closed: write {field}"),
    ])
    func `a mistake in a collection is one line with its place`(line: String, message: String) throws {
        #expect(try refusal(collection(line)) == "freshen.yaml:" + message)
    }

    @Test(arguments: [
        ("/a/{slug", "4:12: a route: the placeholder is not closed: write {field}"),
        ("\"/a/{slug\"", "4:13: a route: the placeholder is not closed: write {field}"),
        ("'/ä/{slug'", "4:13: a route: the placeholder is not closed: write {field}"),
        ("'/it''s/{slug'", "4:9: a route: the placeholder is not closed: write {field}"),
        ("\"\\u002f{slug\"", "4:9: a route: the placeholder is not closed: write {field}"),
        (">-\n        /a/{slug", "4:9: a route: the placeholder is not closed: write {field}"),
        ("/a/{}", "4:12: a route: an empty placeholder: write {field}"),
        ("/a/slug}", "4:16: a route: a } without its {"),
        ("/a/{b c}", "4:12: a route: {b c} is no field path"),
        ("articles/{slug}", "4:9: a route begins with / or with a placeholder: /articles/{slug}"),
        ("\"\"", "4:9: a route is empty"),
        ("[a]", "4:9: a route is a text, and here is a list"),
        ("{ path: a }", "4:17: path begins with / or with a placeholder: /a"),
        ("{ path: /a, type: pages }", "4:27: type is page or layout, not pages"),
        ("{ path: /a, type: [page] }", "4:27: type is a text, and here is a list"),
        ("{ path: /a, type: page, next: /b }", "4:39: a pattern (type) has no next"),
        ("{ path: /a, filds: [a] }", "4:21: unknown key filds in a route: did you mean fields?"),
        (
            "{ path: /a, fields: a }",
            "4:29: fields is a list ([a, b] or lines that begin with -), and here is the text a"
        ),
        ("{ path: /a, fields: [a b] }", "4:30: fields names a field, such as author.name: a b is no field path"),
        ("{ path: /a, next: b }", "4:27: next begins with / or with a placeholder: /b"),
        ("{ fields: [a] }", "4:9: a route has one of path, pages_of and everything"),
        ("{ path: /a, everything: true }", "4:9: a route has one of path, pages_of and everything"),
        ("{ everything: false }", "4:23: everything is true, or left out"),
        ("{ everything: yes }", "4:23: everything is true or false"),
        (
            "{ pages_of: article }",
            "4:21: pages_of names article, and no collection is called that: did you mean articles?"
        ),
        ("{ pages_of: [a] }", "4:21: pages_of is a text, and here is a list"),
        (
            "{ path: /articles/{slug} }",
            "4:27: outside quotes a bracket begins a new value here: quote the path, e.g. path: \"/articles/{slug}\""
        ),
        (
            "{slug}/x",
            "4:15: outside quotes a bracket begins a new value here: quote the path, e.g. \"{slug}/x\""
        ),
    ])
    func `a mistake in a route is one line with its place`(route: String, message: String) throws {
        #expect(try refusal(collection("routes:\n  - \(route)")) == "freshen.yaml:" + message)
    }

    // MARK: Web

    @Test(arguments: [
        ("nmae: a", "5:5: unknown key nmae in a web entry: did you mean name?"),
        ("name: [a]", "5:11: name is a text, and here is a list"),
        ("endpoint: api/revalidate", "5:15: endpoint is a path that begins with /, such as /api/revalidate"),
        ("endpoint: /api revalidate", "5:15: endpoint is a path that begins with /, such as /api/revalidate"),
        ("timeout: 5", "5:14: timeout is a duration with its unit, such as 500ms, 5s or 2m"),
        ("timeout: 0s", "5:14: timeout must be longer than 0s"),
        ("settle: soon", "5:13: settle is a duration with its unit, such as 500ms, 5s or 2m"),
        ("deadline: {}", "5:15: deadline is a text, and here is a mapping: where it holds a {, quote it"),
        ("deadline: 0ms", "5:15: deadline must be longer than 0s"),
        (
            "settle: 1m",
            "3:5: the deadline of web (45s) must be longer than settle (1m), after which pods are told again"
        ),
        ("everything: /", "5:17: everything is a list ([a, b] or lines that begin with -), and here is the text /"),
        ("everything: []", "5:17: everything is empty: leave it out for { path: /, type: layout }"),
        ("everything: [a]", "5:18: a path of everything begins with /: /a"),
        ("everything: [{ path: a }]", "5:26: a path of everything begins with /: /a"),
        ("everything: [{ type: page }]", "5:18: an entry of everything needs its path: { path: /, type: layout }"),
        ("everything: [{ path: /, typ: page }]", "5:29: unknown key typ in an entry of everything: did you mean type?"),
        ("everything: [{ path: /, type: layuot }]", "5:35: type is page or layout, not layuot"),
        ("pods: { urls: [\"http://b\"] }", "5:5: key \"pods\" stands on line 3 already: keep one of the two"),
    ])
    func `a mistake in a web entry is one line with its place`(line: String, message: String) throws {
        #expect(try refusal(web(line)) == "freshen.yaml:" + message)
    }

    @Test(arguments: [
        ("[a]", "3:11: pods is a mapping (key: value), and here is a list"),
        ("{ url: [a] }", "3:13: unknown key url in pods: did you mean urls?"),
        (
            "{ label: app=web }",
            "3:13: unknown key label in pods: it has namespace, selector, service, dns, urls, port, api, min"
        ),
        (
            "{}",
            "3:11: pods has one of selector, service, dns and urls: { namespace: web, selector: app=storefront, port: http }"
        ),
        (
            "{ dns: a, port: 1, service: b }",
            "3:11: pods has one of selector, service, dns and urls, and here are service and dns"
        ),
        ("{ urls: [\"http://a\"], port: 1 }", "3:33: port says nothing beside urls: leave it out"),
        ("{ dns: a, namespace: b, port: 1 }", "3:21: namespace says nothing beside dns: leave it out"),
        ("{ selector: a=b }", "3:11: selector needs its port: port: http (or its number)"),
        ("{ service: a }", "3:11: service needs its port: port: http (or its number)"),
        ("{ dns: a }", "3:11: dns needs its port: port: 3000"),
        ("{ selector: \"\", port: 1 }", "3:23: selector is empty"),
        (
            "{ selector: { app: web }, port: 1 }",
            "3:23: selector is a text, and here is a mapping: where it holds a {, quote it"
        ),
        ("{ selector: a, port: [1] }", "3:32: port is a text, and here is a list"),
        ("{ selector: a, port: 0 }", "3:32: port is a port's name, such as http, or a number from 1 to 65535"),
        ("{ selector: a, port: 65536 }", "3:32: port is a port's name, such as http, or a number from 1 to 65535"),
        ("{ selector: a, port: HTTP }", "3:32: port is a port's name, such as http, or a number from 1 to 65535"),
        ("{ dns: a, port: http }", "3:27: port is a number beside dns, such as 3000: addresses have no port names"),
        (
            "{ dns: \"http://a\", port: 1 }",
            "3:18: dns is the name of a headless service, such as storefront.web.svc.cluster.local"
        ),
        ("{ service: a/b, port: 1 }", "3:22: service is a name of small letters, digits and hyphens"),
        (
            "{ selector: a, namespace: ../x, port: 1 }",
            "3:37: namespace is a name of small letters, digits and hyphens"
        ),
        (
            "{ selector: a, port: 1, api: 127.0.0.1:8001 }",
            "3:40: api is http:// or https:// with host and port, such as http://127.0.0.1:8001"
        ),
        ("{ selector: a, port: 1, min: -1 }", "3:40: min is a whole number, 0 or more"),
        ("{ urls: [\"http://a\"], min: many }", "3:38: min is a whole number, 0 or more"),
        ("{ urls: [] }", "3:19: urls names no pod"),
        (
            "{ urls: \"http://a\" }",
            "3:19: urls is a list ([a, b] or lines that begin with -), and here is the text http://a"
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
    func `a pod's url needs a scheme and a host and nothing secret`(url: String) throws {
        let url = url.replacing("TOKEN", with: token)
        #expect(
            try refusal(web("", pods: "{ urls: [\"\(url)\"] }"))
                == "freshen.yaml:3:20: a pod's url is http:// or https:// with host and port, such as http://10.0.0.1:3000"
        )
    }

    @Test func `a web entry needs pods and a token, and a name of its own`() throws {
        let entry = "pods: { urls: [\"http://a\"] }"
        let token = "token: { env: REVALIDATE_TOKEN }"
        let head = "collections: {}\nweb:\n"
        #expect(
            try refusal(head + "  - \(token)\n")
                == "freshen.yaml:3:5: a web entry needs its pods: { namespace: web, selector: app=storefront, port: http }"
        )
        #expect(
            try refusal(head + "  - \(entry)\n")
                == "freshen.yaml:3:5: a web entry needs its token: token: { env: REVALIDATE_TOKEN }")
        #expect(
            try refusal(head + "  - web\n")
                == "freshen.yaml:3:5: a web entry is a mapping (key: value), and here is the text web")
        #expect(
            try refusal(head + "  - { \(entry), \(token) }\n  - { name: web, \(entry), \(token) }\n")
                == "freshen.yaml:4:5: two web entries are called web")
    }

    @Test func `a deadline lies behind the longest settle of all webs`() throws {
        let entry = "pods: { urls: [\"http://a\"] }, token: { env: REVALIDATE_TOKEN }"
        let text =
            "collections: {}\nweb:\n  - { name: a, settle: 40s, \(entry) }\n  - { name: b, deadline: 30s, \(entry) }\n"
        #expect(
            try refusal(text)
                == "freshen.yaml:4:5: the deadline of b (30s) must be longer than settle (40s), after which pods are told again"
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
            "2:23: alias is one of the distribution's alternate domain names, such as www.example.com"
        ),
        (
            "{ alias: \"https://a.b\" }",
            "2:23: alias is one of the distribution's alternate domain names, such as www.example.com"
        ),
        ("{ alias: a..b }", "2:23: alias is one of the distribution's alternate domain names, such as www.example.com"),
        (
            "{ alias: a.*.b }",
            "2:23: alias is one of the distribution's alternate domain names, such as www.example.com"
        ),
        (
            "{ distribution: E1, alias: www.example.com }",
            "2:14: a cloudfront entry has a distribution or an alias, not both: leave one out"
        ),
        ("{ alias: a.b }, { alias: A.b }", "2:39: two cloudfront entries name a.b"),
        (
            "{ distribution: www.example.com }",
            "2:30: a distribution is named by its id, such as E2BX1E7RR7IV8R (or by alias: www.example.com)"
        ),
        ("{ distribution: [E1] }", "2:30: distribution is a text, and here is a list"),
        ("{ distribtion: E1 }", "2:16: unknown key distribtion in a cloudfront entry: did you mean distribution?"),
        ("{ distribution: E1, variants: [/shop] }", "2:45: a variant holds {path} once, such as \"{path}?*\""),
        (
            "{ distribution: E1, variants: [\"{path}{path}\"] }",
            "2:45: a variant holds {path} once, such as \"{path}?*\""
        ),
        (
            "{ distribution: E1, variants: [{path}] }",
            "2:45: a variant is a text, and here is a mapping: where it holds a {, quote it"
        ),
        (
            "{ distribution: E1, variants: x }",
            "2:44: variants is a list ([a, b] or lines that begin with -), and here is the text x"
        ),
        (
            "{ distribution: E1, after: shop }",
            "2:41: after is a list ([a, b] or lines that begin with -), and here is the text shop"
        ),
        ("{ distribution: E1, after: [shop] }", "2:42: after names shop, and no web entry is called that"),
        ("{ distribution: E1 }, { distribution: E1 }", "2:52: two cloudfront entries name E1"),
    ])
    func `a mistake in a cloudfront entry is one line with its place`(entry: String, message: String) throws {
        #expect(try refusal("collections: {}\ncloudfront: [\(entry)]\n") == "freshen.yaml:" + message)
    }

    @Test func `a misspelt web is guessed`() throws {
        let text = web("name: storefront") + "cloudfront: [{ distribution: E1, after: [storefornt] }]\n"
        #expect(
            try refusal(text)
                == "freshen.yaml:6:42: after names storefornt, and no web entry is called that: did you mean storefront?"
        )
    }
}
