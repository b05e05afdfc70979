import Configuration
import Directus
import FoundationEssentials
import Freshen
import PostgresClient
import TestSupport
import Testing

/// Queries that a running Directus answered, asked of the same rows.
@Suite(.timeLimit(.minutes(10))) struct AnswerTests {
    @Test func `every recorded query is answered as Directus answered it, or refused`() throws {
        #expect(try answeredAlike(.byte) == 287)
    }

    @Test(.enabled("the server has ICU", { try PostgresServer.running().hasICU() }))
    func `texts are sorted as the database compares them`() throws {
        #expect(try answeredAlike(.icu) == 5)
    }

    /// How many recorded queries are answered alike; the others must be refused, by Directus or as a construct that the README
    /// names.
    private func answeredAlike(_ collation: Collation) throws -> Int {
        let recording = try Recording(collation)
        var (same, refused): (Int, [String]) = (0, [])
        for query in try recording.queries {
            let answer = Result { try recording.answer(query.request) }
            switch answer {
            case .success(let json):
                #expect(!query.isRefused, "\(query.id): Directus refuses it")
                #expect(try query.accepts(json), "\(query.id): \(json)")
                same += 1
            case .failure(let failure as Failure):
                #expect(failure.exit == .configuration, "\(query.id): \(failure.message)")
                if !query.isRefused { refused.append(query.id) }
            case .failure(let error): Issue.record(error, "\(query.id)")
            }
        }
        #expect(Set(refused.map { $0.prefix { $0 != "-" } }).isSubset(of: ["aggregate", "group", "search"]))
        return same
    }

    @Test func `queries of one shape are answered together as each is answered alone`() throws {
        let recording = try Recording(.byte)
        var together: [Shape: [(shape: Shape, accepts: (String) throws -> Bool)]] = [:]
        for query in try recording.queries where !query.isRefused && !query.hasPartOfRange {
            guard (try? recording.answer(query.request)) != nil else { continue }
            together[query.shape, default: []].append((query.shape, query.accepts))
            // The same query with other numbers: other keys, limits, pages and compared values.
            guard Shape(query.other).parameters != query.shape.parameters,
                let alone = try? recording.answer(query.other.sorted)
            else { continue }
            together[query.shape]?.append((Shape(query.other), { $0 == alone }))
        }
        #expect(together.values.count { $0.count > 1 } > 50)
        for (shape, queries) in together {
            let request = shape.request(queries.map(\.shape))
            let answers = try recording.answer(request).split(separator: "\n")
            try #require(answers.count == queries.count, "\(request)")
            for (query, answer) in zip(queries, answers) {
                #expect(try query.accepts(String(answer)), "\(query.shape.parameters): \(answer), to \(request)")
            }
        }
    }

    @Test func `what is refused is refused as a parameter`() throws {
        let recording = try Recording(.byte)
        for query in try recording.queries where (try? recording.answer(query.request)) == nil {
            let request = query.shape.request([query.shape])
            do {
                let answer = try recording.answer(request)
                // A key that leads to no visible item refuses only the answer for this key.
                #expect(answer.hasPrefix(#"{"errors":[{"message":"there is no such item of "#), "\(request): \(answer)")
            } catch let failure as Failure {
                #expect(failure.exit == .configuration, "\(request): \(failure.message)")
            }
        }
    }

    @Test(
        "a refusal names the place in the query",
        arguments: [
            (#"{"collection":"articles","query":{"fields":["id","nope"]}}"#, "q:1:50: articles has no field nope"),
            (#"{"collection":"articles","query":{"fields":["secret_note"]}}"#, "q:1:45: the reader may not see"),
            (#"{"collection":"vault"}"#, "q:1:15: there is no collection vault"),
            (#"{"collection":"things","query":{"filter":{"name":{"_lt":"a"}}}}"#, "q:1:51: things.name is text"),
            (
                #"{"collection":"things","query":{"search":"a"}}"#,
                "q:1:42: search is not supported: a query may have fields, filter, sort, limit,"
            ),
            (
                #"{"collection":"things","query":{"filter":{"name":{"_eq":"$CURRENT_ROLES"}}}}"#,
                "q:1:57: $CURRENT_ROLES is not supported: only $NOW, $CURRENT_USER and $CURRENT_ROLE are"
            ),
            (#"{"collection":"things","query":{"sort":["seo"]}}"#, "q:1:41: things.seo is json"),
            (
                #"{"collection":"things","key":"?","query":{"limit":"?"},"parameters":[[1,2],[1]]}"#,
                "q:1:76: the query has 2 \"?\", and these are 1 values: give one for each"
            ),
            (
                #"{"collection":"things","query":{"limit":"?"},"parameters":[[1],["many"]]}"#,
                "q:1:65: limit must be a whole number, -1 or more"
            ),
            (
                #"{"collection":"things","query":{"filter":{"n":"?"}},"parameters":[[1],["x"]]}"#,
                "q:1:72: things.n is compared with \"x\", which is no integer"
            ),
            (
                #"{"collection":"things","query":{"filter":{"n":"?"}},"parameters":[[[1,2]]]}"#,
                "q:1:68: _eq takes one value"
            ),
            (
                #"{"collection":"things","query":{"filter":{"n":{"_in":["?",1]}}},"parameters":[[1]]}"#,
                "q:1:55: a parameter stands for the whole list: write _in: \"?\""
            ),
            (
                #"{"collection":"things","query":{"filter":{"n":{"_between":"?"}}},"parameters":[[[1]]]}"#,
                "q:1:81: _between takes two values, from and to"
            ),
            (
                #"{"collection":"things","query":{"filter":{"n":{"_between":"?"}}},"parameters":[["1,5"],["1"]]}"#,
                "q:1:89: _between takes two values, from and to"
            ),
            (
                #"{"collection":"things","query":{"filter":{"n":{"_null":"?"}}},"parameters":[[1]]}"#,
                "q:1:56: _null takes true or false, not a parameter"
            ),
            (
                #"{"collection":"things","query":{"filter":{"n":"?"}},"parameters":[[null]]}"#,
                "q:1:68: null changes what is compared: write it into the query"
            ),
        ])
    func refusals(_ request: String, _ message: String) throws {
        let recording = try Recording(.byte)
        let failure = #expect(throws: Failure.self) { try recording.answer(request) }
        #expect(failure?.message.hasPrefix(message) == true, "\(failure?.message ?? "")")
    }

    @Test func `without parameters a question mark is a text, and without values there is no answer`() throws {
        let recording = try Recording(.byte)
        let request = #"{"collection":"things","query":{"fields":["id"],"filter":{"name":"?"}}"#
        #expect(try recording.answer(request + "}") == #"{"data":[]}"#)
        #expect(try recording.answer(request + #","parameters":[]}"#) == "")
    }

    @Test("numbers beyond every list, and texts in upper case, are taken as the API takes them")
    func extremes() throws {
        let recording = try Recording(.byte)
        for (filter, found) in [("GRÖ", 1), ("größe", 1), ("x", 0)] {
            try recording.connection.execute("UPDATE things SET name = CASE id WHEN 1 THEN 'größe 1' ELSE 'y' END")
            let shape =
                #"{"collection":"things","query":{"limit":"?","fields":["id"],"filter":{"name":{"_icontains":"?"}}}"#
            let answer = try recording.answer(shape + ",\"parameters\":[[9223372036854775807,\"\(filter)\"]]}")
            #expect(answer == "{\"data\":[\(found == 1 ? "{\"id\":1}" : "")]}", "\(filter)")
            let alone = shape.replacing("\"limit\":\"?\"", with: "\"limit\":9223372036854775807")
                .replacing("\"?\"", with: "\"\(filter)\"")
            #expect(try recording.answer(alone + "}") == answer)
        }
    }

    @Test("a policy that does not exist, or is limited to IP addresses, is refused") func policies() throws {
        let recording = try Recording(.byte)
        func message(_ policy: String) throws -> String? {
            let place = Place(file: "f", line: 1, column: 9)
            let reader = APIReader.policies([Placed(policy, at: place)], at: place)
            return #expect(throws: Failure.self) {
                try recording.answer(#"{"collection":"things"}"#, reader: reader)
            }?.message
        }
        #expect(try message("Pubic, more") == "f:1:9: there is no policy Pubic, more: did you mean Public, more?")
        #expect(try message("nothing like it") == "f:1:9: there is no policy nothing like it")
        try recording.connection.execute("UPDATE directus_policies SET ip_access = '10.0.0.0/8'")
        #expect(
            try message("Public, more")?.hasPrefix(
                "f:1:9: the policy Public, more is limited to the IP addresses 10.0.0.0/8, ") == true)
    }

    @Test("$NOW is the instant of the answer") func now() throws {
        let recording = try Recording(.byte)
        let request = #"{"collection":"things","query":{"fields":["id"],"filter":{"ts":{"_gt":"$NOW"}},"sort":["id"]}}"#
        #expect(try recording.answer(request, at: "2061-01-01T00:00Z") == #"{"data":[{"id":9}]}"#)
        #expect(try recording.answer(request, at: "2059-12-31T23:59Z") == #"{"data":[{"id":8},{"id":9}]}"#)
    }
}

/// How the database compares texts.
enum Collation {
    /// By byte; all queries were recorded so.
    case byte
    /// By the rules of American English; the queries whose answers differ from the others were recorded again.
    case icu
}

/// The recorded database, and the queries with their answers.
private struct Recording {
    struct RecordedQuery {
        let id: String
        let request: String
        let isRefused: Bool
        let shape: Shape
        /// The same request with other numbers.
        let other: JSONValue
        private let answer: JSONValue
        private let ties: String?

        init(_ line: JSONValue, answer: JSONValue? = nil) throws {
            let request = line.object.filter { ["collection", "key", "query"].contains($0.key) }
            self.request = String(decoding: try JSONEncoder().encode(request), as: UTF8.self)
            shape = Shape(line)
            other = JSONValue.object(request).increased
            self.answer = answer ?? line["answer"]
            id = line["id"].text
            ties = line["ties"] == .null ? nil : line["ties"].text
            isRefused = self.answer["data"] == .null
        }

        /// Whether it compares with a range that lacks a bound, which Directus ignores and freshen refuses as a parameter.
        var hasPartOfRange: Bool { id == "filter-between-4" }

        /// Whether the answer is the recorded one, as far as the order of equal sort values is not open.
        func accepts(_ json: String) throws -> Bool {
            let own = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
            switch ties {
            case "order": return own["data"].unordered == answer["data"].unordered
            case "cut": return own["data"].count == answer["data"].count
            default: return own["data"] == answer["data"]
            }
        }
    }

    private static let folder = "Tests/Fixtures/directus/answers/"
    let connection: Connection
    private let collation: Collation

    init(_ collation: Collation) throws {
        self.collation = collation
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(
            named: "answers",
            options: "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' "
                + (collation == .icu ? "LOCALE_PROVIDER icu ICU_LOCALE 'en-US'" : ""))
        try server.runFile(packageFolder + Self.folder + "db.sql", in: database)
        connection = try Connection.open(database, applicationName: "tests", timeout: .seconds(20))
    }

    /// Every recorded query that needs no server setting.
    var queries: [RecordedQuery] {
        get throws {
            let lines = try lines("answers").filter { $0["server"] == .null }
            guard collation == .icu else { return try lines.map { try RecordedQuery($0) } }
            let asked = Dictionary(lines.map { ($0["id"].text, $0) }) { $1 }
            return try self.lines("icu").compactMap { line in
                try asked[line["id"].text].map { try RecordedQuery($0, answer: line["answer"]) }
            }
        }
    }

    func answer(
        _ request: String, at instant: String = "2026-11-29T08:00Z",
        reader: APIReader = .everybody(at: Place(file: "f", line: 1, column: 1))
    ) throws -> String {
        let query = try readQuery(Array(request.utf8), name: "q")
        let site = Site(collections: [], reader: reader, webs: [], distributions: [], margin: .zero, flood: 1)
        let answers = Answers(site: site, connection: connection, readRule: readRule)
        let found = try answers.answers(query, at: try #require(Instant(rfc3339: instant)))
        return found.joined(separator: "\n")
    }

    private func lines(_ name: String) throws -> [JSONValue] {
        let text = try String(contentsOfFile: packageFolder + Self.folder + name + ".jsonl", encoding: .utf8)
        return try text.split(separator: "\n").map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
    }
}
