import Freshen
import Testing

@Suite(.timeLimit(.minutes(10))) struct FilterTests {
    @Test(arguments: [
        ("{}", "()"),
        ("{ status: published }", "status _eq published"),
        ("{ a: 1, b: 2 }", "(a _eq #1 & b _eq #2)"),
        ("{ a: { _gt: 1, _lt: 9 } }", "(a _gt #1 & a _lt #9)"),
        ("{ author: { status: { _eq: x } } }", "author.status _eq x"),
        ("{ author.address.city: { _eq: x } }", "author.address.city _eq x"),
        ("{ tags: { _some: { name: { _eq: x } } } }", "some tags.name _eq x"),
        ("{ tags: { _none: { name: { _eq: x } } } }", "none tags.name _eq x"),
        ("{ _or: [{ a: 1 }, { b: 2 }] }", "(a _eq #1 | b _eq #2)"),
        ("{ _or: [{ a: 1 }, {}] }", "(a _eq #1 | ())"),
        ("{ _or: [] }", "()"), ("{ _and: [] }", "()"),
        ("{ a: { _or: [{ _eq: 1 }, { _null: true }] } }", "(a _eq #1 | a _null true)"),
        ("{ a: { _null: } }", "a _null true"), ("{ a: { _nnull: false } }", "a _nnull false"),
        ("{ a: { _in: [1, x, null] } }", "a _in [#1, x, null]"),
        ("{ a: { _in: \"1,x\" } }", "a _in [1, x]"),
        ("{ a: { _in: x } }", "a _in [x]"),
        ("{ a: { _between: [$NOW(-1 day), $NOW] } }", "a _between [now+-1.0day, now+0.0second]"),
        ("{ a: { _between: \"1,2\" } }", "a _between [1, 2]"),
        ("{ a: { _lte: $NOW(+2 hours) } }", "a _lte now+2.0hour"),
        ("{ a: { _eq: $NOW(1) } }", "a _eq now+1.0day"),
    ])
    func `a filter is read as Directus reads it`(text: String, outline: String) throws {
        #expect(try site(collection("visible: \(text)\n")).collections[0].visible.outline == "(\(outline))")
    }

    @Test(arguments: [
        ("null", "null"), ("~", "null"), ("Null", "null"), ("NULL", "null"), ("", "null"), ("\"null\"", "null"),
        ("\"~\"", "~"), ("\"\"", ""), ("true", "bool:true"), ("\"false\"", "bool:false"), ("yes", "yes"), ("5", "#5"),
        ("-1.5e3", "#-1.5e3"), ("\"5\"", "5"), ("nan", "nan"), ("infinity", "infinity"), ("0x1p3", "0x1p3"),
        ("1_000", "1_000"), ("2026-12-01", "2026-12-01"), ("$", "$"),
    ])
    func `a value has the type that Directus reads`(text: String, outline: String) throws {
        let site = try site(collection("visible: { a: { _eq: \(text) } }\n"))
        #expect(site.collections[0].visible.outline == "(a _eq \(outline))")
    }

    @Test func `every operator is known by its name`() throws {
        for op in FilterOperator.allCases {
            let operand = ["_between", "_nbetween"].contains(op.rawValue) ? "[1, 2]" : op.arity == .flag ? "true" : "1"
            let filter = try site(collection("visible: { a: { \(op.rawValue): \(operand) } }\n")).collections[0].visible
            #expect(filter.outline.contains("a \(op.rawValue) "))
        }
    }

    @Test(arguments: [
        ("publish_at: date", "(date _lte now+0.0second)"),
        ("publish_at: author.date", "(author.date _lte now+0.0second)"),
        ("expire_at: { field: date }", "((date _gt now+0.0second | date _null true))"),
        (
            "expire_at: { field: author.date, zone: UTC }",
            "(author.(date[UTC] _gt now+0.0second | date[UTC] _null true))"
        ),
    ])
    func `the short forms are filters`(line: String, outline: String) throws {
        #expect(try site(collection(line)).collections[0].visible.outline == outline)
    }
}
