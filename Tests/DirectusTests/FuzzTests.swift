import Configuration
import Directus
import Freshen
import LedgerSQL
import PostgresClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct FuzzTests {
    private static let pieces = [
        "{", "}", "[", "]", ":", ",", "\n", "\"", "\\", "_", ".", "$NOW", "parent.", "tags.", "_some", "\\0", "é",
        "e\u{301}", " ",
    ]

    @Test(.timeLimit(.minutes(30)))
    func `a filter, route or field path is refused at its place, or PostgreSQL understands it`() throws {
        let fuzz = Fuzz("filters, routes and field paths", percent: 40, short: 1_500)
        let bench = try Bench(FuzzModel.sql)
        try bench.run("SET statement_timeout = '10s'")
        try fuzz.run { number, random in
            let bytes = Self.file(&random)
            let isRun = Int.random(in: 0..<8, using: &random) == 0
            var complaint: String?
            defer {
                if let complaint {
                    let text = String(decoding: bytes, as: UTF8.self)
                    Issue.record("seed \(fuzz.seed), case \(number): \(complaint) in \(text)")
                }
            }
            do {
                let sources = try bench.sources(bytes)
                guard isRun else { return "compiled" }
                for source in sources { complaint = complaint ?? bench.complaint(source) }
                return "compiled and run"
            } catch let failure as Failure {
                let place = refusalComplaint(failure.message, file: "f", bytes)
                complaint = (failure.exit == .configuration ? place : "exit \(failure.exit)").map {
                    "\($0): \(failure.message)"
                }
                return "refused"
            } catch {
                complaint = "\(error)"
                return "failed"
            }
        }
        #expect(fuzz.outcomes.keys.sorted() == ["compiled", "compiled and run", "refused"])
        #expect(fuzz.slowest < .seconds(60))
    }

    static func file(_ random: inout SplitMix64) -> [UInt8] {
        var grammar = FuzzGrammar(random: random)
        let collections = grammar.collections().map { Tree.map([($0.name, $0.rule)]).yaml.dropFirst().dropLast() }
        random = grammar.random
        let text = Array(("collections:\n" + collections.map { "  \($0)\n" }.joined()).utf8)
        return Int.random(in: 0..<10, using: &random) == 0 ? damaged(text, pieces: pieces, with: &random) : text
    }
}

extension Bench {
    /// PostgreSQL's error for a source's statements; nil: it runs all of them.
    func complaint(_ source: ItemSource) -> String? {
        let window = Window(at: "2026-06-01T00:00Z", low: "2026-05-01T00:00Z", high: "2026-06-01T00:00:01Z")
        do {
            let all = try read(source, window, restricted: false)
            if try read(source, window, restricted: true) != all {
                return "other items where they are asked for by key"
            }
            if try states("", "(\(source.states))", source, window).count != all.count { return "other states" }
            for table in source.tables {
                guard case .toOne(let young, let missing) = table.lookup else { continue }
                for items in [young, missing] {
                    let rendered = items.rendered(SQL.Context(values: [.horizon: "3"]))
                    _ = try connection.query(rendered.text, rendered.parameters)
                }
            }
            return nil
        } catch {
            return "\(error)"
        }
    }
}
