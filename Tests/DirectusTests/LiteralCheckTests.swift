import Configuration
import Freshen
import PostgresClient
import TestSupport
import Testing

@testable import Directus

/// How many queries the check of a filter's values takes.
@Suite(.timeLimit(.minutes(10))) struct LiteralCheckTests {
    /// The statements that checking a filter on a table `t` takes, and the refusal.
    private func check(_ columns: String, _ filter: String) throws -> (statements: Int, refusal: String?) {
        let bench = try Bench("CREATE TABLE t (id int PRIMARY KEY, \(columns))")
        let yaml = "collections:\n  t: { visible: \(filter) }\n"
        let secrets = Secrets(environment: [:]) { _ in nil }
        let rules = try readSite(Array(yaml.utf8), file: "f", secrets: secrets).collections
        let catalog = try bench.connection.inSnapshot { try Catalog.read(rules, from: bench.connection) }
        var statements = 0
        let check = LiteralCheck(tables: catalog.tables, relations: catalog.relations) {
            sql, parameters throws(PostgresError) in
            statements += 1
            return try bench.connection.query(sql, parameters)
        }
        do {
            try check.check(rules[0].visible, on: catalog.tables["t"])
            return (statements, nil)
        } catch let failure as Failure {
            return (statements, failure.message)
        }
    }

    @Test func `thousands of values of a comparison are one query`() throws {
        let values = (0..<5_000).map { "\"10.0.\($0 / 250).\($0 % 250)\"" }.joined(separator: ", ")
        let result = try check("a inet, b inet", "{ a: { _in: [\(values)] }, b: { _nin: [\(values)] } }")
        #expect(result.statements == 2 && result.refusal == nil)
    }

    @Test func `values are queried one by one where one of them is refused`() throws {
        let result = try check("a inet", "{ a: { _in: [10.0.0.1, 10.0.0.2, x, y] } }")
        #expect(result.statements == 4)
        #expect(
            result.refusal
                == "f:2:24: t.a is compared with \"x\", which is no inet: invalid input syntax for type inet: \"x\"")
    }

    @Test func `an operator that the type does not have is one query`() throws {
        let result = try check("p point", "{ p: { _nin: ['(1,2)', '(3,4)'] } }")
        #expect(result.statements == 1 && result.refusal == "f:2:24: t.p is point, which has no _nin")
    }

    /// A box's array is written with semicolons, and an array has no array.
    @Test(arguments: [("box", "'(1,1),(0,0)'"), ("int[]", "'{1,2}'"), ("interval", "1 day"), ("int4range", "'[1,2)'")])
    func `values of a type are read as PostgreSQL reads one`(type: String, value: String) throws {
        #expect(try check("c \(type)", "{ c: { _in: [\(value), \(value)] } }").refusal == nil)
        #expect(try check("c \(type)", "{ c: { _in: [\(value), \(value), x] } }").refusal?.contains("\"x\"") == true)
    }
}
