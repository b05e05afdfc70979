import Configuration
import Directus
import Freshen
import Glibc
import Ledger
import TestSupport
import Testing

/// Random routes and random writes: every page whose answer differs is sent.
///
/// What pages show is decided by a reader that reads the tables into memory and knows nothing of freshen.
@Suite(.timeLimit(.minutes(60))) struct QueryModelTests {
    private static let steps = 12

    @Test func `every page whose answer differs is sent`() throws {
        let fuzz = Fuzz("pages of random queries", percent: 1, short: 12)
        var count = Count()
        try fuzz.run { number, random in
            do {
                try Self.run(&random, &count, "seed \(fuzz.seed), case \(number)")
                return "followed"
            } catch {
                Issue.record(error, "seed \(fuzz.seed), case \(number)")
                return "failed"
            }
        }
        count.print()
        #expect(fuzz.outcomes.keys.sorted() == ["followed"])
        #expect(count.stale > fuzz.cases * Self.steps / 2)
        // In the short run rare constructs may be missing.
        guard fuzz.cases >= 500 else { return }
        for construct in Self.constructs {
            #expect(count.constructs[construct, default: 0] >= 200, "\(construct)")
        }
    }

    /// What decided the difference of a page, as the reader met it.
    private static let constructs = [
        "wildcard", "wildcard with more", "count()", "item:collection", "ignore", "no fields", "filter",
        "filter relation",
        "filter item:collection", "filter count()", "_some or _none", "$NOW", "deep filter", "deep filter to-one",
        "deep sort",
        "deep limit", "list", "list path", "{page}", "tie", "sort to-one", "sort to-many", "sort count()",
        "path to-one",
        "path to-many", "pages_of", "pages_of filter", "limit from", "but_itself", "everything", "reader: public",
        "hidden to-one", "hidden to-many", "hidden block", "hidden in path", "hidden field",
    ]

    private static func run(_ random: inout SplitMix64, _ count: inout Count, _ name: String) throws {
        let only = getenv("FRESHEN_QUERY_CASE").map { String(cString: $0) }
        if let only, !name.hasSuffix("case " + only) { return }
        var grammar = QueryGrammar(random: random)
        let site = grammar.site()
        let stage = try Stage(site.yaml, database: QueryModel.database())
        var editor = QueryEditor(random: grammar.random, start: stage.now)
        let rows = editor.start()
        try stage.sql(site.sql + rows)
        if only != nil { print(site.yaml + site.sql + rows) }
        let ledger = try stage.ledger()
        try stage.look(ledger: ledger)
        var pages = try Self.pages(stage, site)
        for step in 1...steps {
            let writes = editor.step()
            try stage.sql(writes)
            stage.now = editor.now
            let sent = Set(try stage.look(ledger: ledger))
            let now = try Self.pages(stage, site)
            if only != nil {
                print("\(name), step \(step) at \(stage.now): \(writes)\nsent: \(sent.sorted())")
                print(try stage.value("SELECT string_agg(l::text, ' ') FROM freshen.list AS l") ?? "")
            }
            let missed = count.add(sent, before: pages, after: now)
            for path in missed {
                Issue.record(
                    """
                    \(name), step \(step): \(path) was missed at \(stage.now)
                    \(site.yaml)\(site.sql)\(writes)
                    before: \(text(pages[path]))
                    after: \(text(now[path]))
                    sent: \(sent.sorted())
                    """)
            }
            guard missed.isEmpty else { return }
            pages = now
        }
    }

    private static func text(_ page: [Int: ModelPart]?) -> String {
        page.map { "\($0.sorted { $0.key < $1.key }.map { "route \($0.key): \($0.value.texts)" })" } ?? "no page"
    }

    private static func pages(_ stage: Stage, _ site: ModelSite) throws -> ModelPages {
        let now = Int(stage.now.microseconds / 1_000_000)
        return ModelRenderer.pages(ModelReader(try ModelData(stage.cms), site, now: now))
    }
}

/// What a run of the model has seen.
private struct Count {
    private var steps = 0
    private var sent = 0
    private var everything = 0
    private(set) var stale = 0
    /// How many stale pages each construct had a part in.
    private(set) var constructs: [String: Int] = [:]

    /// Counts a step; returns the pages that differ and were not sent.
    mutating func add(_ sent: Set<String>, before: ModelPages, after: ModelPages) -> [String] {
        steps += 1
        let stale = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        for path in stale {
            for construct in Self.constructs(before[path] ?? [:], after[path] ?? [:]) {
                constructs[construct, default: 0] += 1
            }
        }
        guard !sent.contains("everything") else {
            everything += 1
            return []
        }
        self.stale += stale.count
        self.sent += sent.count
        return stale.subtracting(sent).sorted()
    }

    private static func constructs(_ before: [Int: ModelPart], _ after: [Int: ModelPart]) -> Set<String> {
        Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.reduce(into: []) { met, route in
            met.formUnion((before[route]?.met ?? []).union(after[route]?.met ?? []))
        }
    }

    func print() {
        let ratio = Double(sent) / Double(max(1, stale))
        let met = constructs.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        Swift.print(
            "query model: \(steps) steps, \(everything) of them everything; \(stale) pages stale, \(sent) sent, "
                + "\((ratio * 100).rounded() / 100) sent a stale page\nquery model, pages stale by construct: \(met)")
    }
}
