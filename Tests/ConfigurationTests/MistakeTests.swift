import Freshen
import Testing

/// Mistakes in the file as a whole, and in collections.
@Suite(.timeLimit(.minutes(10))) struct MistakeTests {
    // MARK: The file

    @Test(arguments: [
        ("", "1:1: the file is empty: write a document into it"),
        ("# nothing\n", "1:1: the file is empty: write a document into it"),
        ("---\n", "1:1: the document is empty: write a document into it"),
        ("freshen", "1:1: the file must be a mapping (key: value), but is the text freshen"),
        ("- a\n", "1:1: the file must be a mapping (key: value), but is a list"),
        ("web: []\n", "1:1: collections is missing: it says what to watch"),
        ("collection: {}\n", "1:1: unknown key collection in the file: did you mean collections?"),
        (
            "collections: { a: }\nzzzzzz: 1\n",
            "2:1: unknown key zzzzzz in the file: it has reader, languages, collections, buckets, web, cloudfront, cms, margin, flood, deadline, budget, schema"
        ),
        ("collections:\n", "1:13: collections must be a mapping (key: value), but is empty"),
        ("collections: [a]\n", "1:14: collections must be a mapping (key: value), but is a list"),
        (
            "collections: { a: }\nflood: 1\nflood: 2\n",
            "3:1: key \"flood\" is on line 2 already: keep one of the two"
        ),
        (
            "collections: { a: }\nmargin: 5\n",
            "2:9: margin must be a duration with its unit, such as 500ms, 5s or 2m"
        ),
        (
            "collections: { a: }\nmargin: 5 parsecs\n",
            "2:9: margin must be a duration with its unit, such as 500ms, 5s or 2m"
        ),
        (
            "collections: { a: }\nmargin: -5s\n",
            "2:9: margin must be a duration with its unit, such as 500ms, 5s or 2m"
        ),
        ("collections: { a: }\nmargin:\n", "2:8: margin is empty"),
        ("collections: { a: }\nmargin: [5s]\n", "2:9: margin must be a text, but is a list"),
        ("collections: { a: }\nflood: 0\n", "2:8: flood must be a whole number above 0"),
        ("collections: { a: }\ncms: { healt: a }", "2:8: unknown key healt in cms: did you mean health?"),
        (
            "collections: { a: }\ncms: { health: directus }",
            "2:16: cms.health must be http:// or https:// with host and port, such as http://directus:8055/server/health"
        ),
        ("collections: { a: }\nflood: -1\n", "2:8: flood must be a whole number above 0"),
        ("collections: { a: }\nflood: 1.5\n", "2:8: flood must be a whole number above 0"),
        ("collections: { a: }\nflood: \"5\"\n", "2:8: flood must be a whole number above 0"),
        ("collections: { a: }\nflood: 99999999999999999999\n", "2:8: flood must be a whole number above 0"),
        (
            "collections: { a: }\nweb: storefront\n",
            "2:6: web must be a list ([a, b] or lines that begin with -), but is the text storefront"
        ),
        (
            "collections: { a: }\nweb: { name: a }\n",
            "2:6: web must be a list ([a, b] or lines that begin with -), but is a mapping"
        ),
        (
            "collections: { a: }\ncloudfront: E1\n",
            "2:13: cloudfront must be a list ([a, b] or lines that begin with -), but is the text E1"
        ),
        (
            "collections: { a: }\n\"a\\nb\": 1\n",
            "2:1: unknown key a\\nb in the file: it has reader, languages, collections, buckets, web, cloudfront, cms, margin, flood, deadline, budget, schema"
        ),
    ])
    func `a mistake in the file is one line with its place`(text: String, message: String) throws {
        #expect(try refusal(text) == "freshen.yaml:" + message)
    }

    // MARK: Collections

    @Test(arguments: [
        ("visibel: {}", "3:5: unknown key visibel in a collection: did you mean visible?"),
        ("visible: published", "3:14: a filter must be a mapping (key: value), but is the text published"),
        ("visible:", "3:13: a filter must be a mapping (key: value), but is empty"),
        ("visible: { _eq: 1 }", "3:16: _eq must be below a field, as in `status: { _eq: … }`"),
        ("visible: { status: { _equal: 1 } }", "3:26: unknown operator _equal"),
        ("visible: { status: { _leq: 1 } }", "3:26: unknown operator _leq: did you mean _eq?"),
        (
            "visible: { year(date): { _eq: 2026 } }",
            "3:16: year(date): functions are supported in filters of routes, not here; name the field itself"
        ),
        (
            "visible: { tags: { count(tags): { _eq: 2 } } }",
            "3:24: count(tags): functions are supported in filters of routes, not here; name the field itself"
        ),
        ("visible: { a..b: 1 }", "3:16: a..b is no field path"),
        ("visible: { \"\": 1 }", "3:16: an empty key is no field path"),
        (
            "visible: { owner: { _eq: $CURRENT_USER } }",
            "3:30: $CURRENT_USER depends on the user: a page is the same for every visitor, so only $NOW is allowed"
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
            "3:26: _in must be a list ([a, b] or lines that begin with -), but is a mapping"
        ),
        ("visible: { a: { _eq: [1] } }", "3:26: the value must be a text, a number, true, false or null"),
        ("visible: { a: [1] }", "3:19: the value must be a text, a number, true, false or null"),
        ("visible: { a: { _null: maybe } }", "3:28: _null must be true or false"),
        (
            "visible: { _and: { a: 1 } }",
            "3:22: _and must be a list ([a, b] or lines that begin with -), but is a mapping"
        ),
        ("visible: { _or: [a] }", "3:22: a filter must be a mapping (key: value), but is the text a"),
        ("publish_at: [a]", "3:17: a date's field must be a text, but is a list"),
        ("publish_at:", "3:16: a date's field is empty"),
        ("publish_at: { zone: UTC }", "3:17: a date needs its field: { field: publish_date, zone: UTC }"),
        (
            "expire_at: { field: a/b }",
            "3:25: a date's field must name a field, such as author.name: a/b is no field path"
        ),
        ("expire_at: { filed: a }", "3:18: unknown key filed in a date: did you mean field?"),
        ("zone: [UTC]", "3:11: zone must be a text, but is a list"),
        ("shows: author", "3:12: shows must be a list ([a, b] or lines that begin with -), but is the text author"),
        ("shows: [author, \"a b \"]", "3:21: shows must name a field, such as author.name: a b  is no field path"),
        (
            "ignore: view_count",
            "3:13: ignore must be a list ([a, b] or lines that begin with -), but is the text view_count"
        ),
        ("tags: [[a]]", "3:12: a tag must be a text, but is a list"),
        ("tags: [{id}]", "3:12: a tag must be a text, but is a mapping: a value with a { must be quoted"),
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
        ("/a/{b/c}", "4:12: a route: {b/c} is no field path"),
        ("articles/{slug}", "4:9: a route must begin with / or with a placeholder: /articles/{slug}"),
        ("\"\"", "4:9: a route is empty"),
        ("[a]", "4:9: a route must be a text, but is a list"),
        ("{ path: a }", "4:17: path must begin with / or with a placeholder: /a"),
        ("{ path: /a, type: pages }", "4:27: type must be page or layout, not pages"),
        ("{ path: /a, type: [page] }", "4:27: type must be a text, but is a list"),
        (
            "{ path: /a, type: page, next: /b }",
            "4:39: a route with type is a pattern, which has no next: leave out one of the two"
        ),
        ("{ path: /a, filds: [a] }", "4:21: unknown key filds in a route: did you mean fields?"),
        (
            "{ path: /a, fields: a }",
            "4:29: fields must be a list ([a, b] or lines that begin with -), but is the text a"
        ),
        ("{ path: /a, fields: [a/b] }", "4:30: fields must name a field, such as author.name: a/b is no field path"),
        (
            "{ pages_of: articles, encoded: true }",
            "4:40: encoded is about the values of a path, and this route has none"
        ),
        ("{ path: /a, next: b }", "4:27: next must begin with / or with a placeholder: /b"),
        ("{ fields: [a] }", "4:9: a route must have exactly one of path, pages_of and everything"),
        ("{ path: /a, everything: true }", "4:9: a route must have exactly one of path, pages_of and everything"),
        ("{ everything: false }", "4:23: everything must be true or left out"),
        ("{ everything: yes }", "4:23: everything must be true or false"),
        (
            "{ pages_of: article }",
            "4:21: pages_of names article, and no collection is called that: did you mean articles?"
        ),
        ("{ pages_of: [a] }", "4:21: pages_of must be a text, but is a list"),
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
}
