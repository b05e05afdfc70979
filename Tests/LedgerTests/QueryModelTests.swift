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
/// `FRESHEN_QUERY_CASE=NUMBER`, with the seed of a failure, runs one case and prints its writes.
@Suite(.timeLimit(.minutes(60))) struct QueryModelTests {
    private static let steps = 12

    @Test func `every page whose answer differs is sent`() throws {
        let fuzz = Fuzz("pages of random queries", percent: 1, short: 8)
        var count = Count()
        try fuzz.run { number, random in
            guard Self.only == nil || Self.only == number else { return "skipped" }
            do {
                try Self.run(random, &count, "seed \(fuzz.seed), case \(number)")
                return "followed"
            } catch {
                Issue.record(error, "seed \(fuzz.seed), case \(number)")
                return "failed"
            }
        }
        count.print()
        guard Self.only == nil else { return }
        #expect(fuzz.outcomes.keys.sorted() == ["followed"])
        #expect(count.stale > fuzz.cases * Self.steps / 3)
        // In the short run rare constructs may be missing.
        guard fuzz.cases >= 500 else { return }
        #expect(count.sent < count.stale * 3 / 2, "pages that do not differ are sent")
        for construct in Self.constructs {
            #expect(count.constructs[construct, default: 0] >= 200, "\(construct)")
        }
    }

    /// What decided the difference of a page, as the reader met it.
    private static let constructs = [
        "wildcard", "wildcard with more", "count()", "item:collection", "ignore", "no fields", "filter",
        "filter relation", "filter item:collection", "filter count()", "_some or _none", "$NOW", "deep filter",
        "deep filter to-one", "deep sort", "deep limit", "list", "list path", "{page}", "tie", "sort to-one",
        "sort to-many", "sort count()", "path to-one", "path to-many", "pages_of", "pages_of filter", "limit from",
        "but_itself", "everything", "reader: public", "hidden to-one", "hidden to-many", "hidden block",
        "hidden in path", "hidden field", "{language}", "fallback field", "fallback row", "base", "translated slug",
        "language list", "pages_of language", "everything language", "two translations", "language added",
    ]

    /// The only case to run, with every write and what is sent printed.
    private static let only = getenv("FRESHEN_QUERY_CASE").flatMap { Int(String(cString: $0)) }

    private static func run(_ random: SplitMix64, _ count: inout Count, _ name: String) throws {
        var history = try QueryHistory(random, name: name, isPrinted: only != nil)
        for number in 1...steps {
            let step = try history.step()
            let missed = count.add(step)
            for path in missed {
                Issue.record("\(name), step \(number): \(path) was missed\n\(history.text(of: step, path))")
            }
            guard missed.isEmpty else { return }
        }
    }
}

/// What a run of the model has seen.
private struct Count {
    private var steps = 0
    private(set) var sent = 0
    private var everything = 0
    private(set) var stale = 0
    /// How many stale pages each construct had a part in.
    private(set) var constructs: [String: Int] = [:]

    /// Counts a step; returns the pages that differ and were not sent.
    mutating func add(_ step: QueryHistory.Step) -> [String] {
        let (before, after) = (step.before, step.after)
        // One entry for CloudFront stands for all pages in a language. Pods are sent each of them, which is what is compared.
        let sent = step.sent.filter { !$0.hasSuffix("/[[...path]]") }
        steps += 1
        let stale = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        if step.isLanguageAdded { constructs["language added", default: 0] += stale.count { before[$0] == nil } }
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
