import Freshen
import LedgerSQL
import TestSupport
import Testing

/// Random rules, and what must hold for each of them while time passes and nothing is written.
@Suite(.timeLimit(.minutes(10))) struct PassageOfTimeTests {
    @Test(arguments: 0..<(40 as UInt64))
    func `no visibility changes before its date, and none flips back unnoticed`(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        let anchor = dice.pick(anchors)
        let bench = try Bench(tables(around: anchor, &dice))
        let zone = dice.pick([
            "UTC", "UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
        ])
        let filter = RandomFilter.make(&dice)
        let source = try #require(try bench.sources("t: { zone: \(zone), visible: \(filter) }").first)
        let instants = instants(around: anchor, &dice)
        let glances = try instants.map { at in
            try bench.read(source, Window(at: at.description), restricted: false)
        }
        for (earlier, later) in zip(instants.indices, instants.indices.dropFirst()) {
            for (key, item) in glances[earlier] where item.visible != glances[later][key]?.visible {
                #expect(
                    item.due.map { $0 <= instants[later] } == true,
                    "\(filter) in \(zone): \(key) changed between \(instants[earlier]) and \(instants[later]), due \(item.due?.description ?? "never")"
                )
            }
        }
        for _ in 0..<6 {
            let from = Int.random(in: 0..<(instants.count - 1), using: &dice)
            try window(
                bench, source, instants, glances, from, .random(in: (from + 1)..<instants.count, using: &dice),
                "\(filter) in \(zone)")
        }
    }

    /// Looks at what happened between two instants: what differs in between must be `maybeFlipped`.
    private func window(
        _ bench: Bench, _ source: ItemSource, _ instants: [Instant], _ glances: [[String: Item]], _ from: Int,
        _ to: Int,
        _ what: String
    ) throws {
        let window = Window(
            at: instants[to].description, low: (instants[from] + .microseconds(1)).description,
            high: instants[to].description)
        let items = try bench.read(source, window, restricted: false)
        for (key, item) in items {
            let seen = (from...to).map { glances[$0][key]?.visible }
            let where_: Comment = "\(what): \(key) in (\(instants[from]), \(instants[to])]"
            if seen.first == seen.last, Set(seen).count > 1 { #expect(item.maybeFlipped, where_) }
            // Over such a long window the clock may be set back and forth: the SQL allows for it and may report too much.
            if instants[from] + .seconds(27 * 86_400) < instants[to] { continue }
            if let due = glances[from][key]?.due, due <= instants[to] { continue }
            #expect(!item.maybeFlipped, where_)
        }
    }

    /// Ends of months and years, leap days, both nights on which Berlin changes its clocks, and an ordinary noon.
    private let anchors = [
        "2026-10-25T01:00Z", "2026-03-29T01:00Z", "2024-02-29T12:00Z", "2026-02-28T23:00Z", "2026-03-31T12:00Z",
        "2025-12-31T23:30Z", "2026-06-15T12:00Z", "2026-04-04T15:00Z", "2026-11-01T06:00Z",
    ].compactMap { Instant(rfc3339: $0) }

    private func tables(around anchor: Instant, _ dice: inout Dice) -> String {
        let values = { (dice: inout Dice) -> String in
            (0..<3).map { _ in dice.roll(12) == 0 ? "NULL" : "'\(nearby(anchor, &dice))'" }.joined(separator: ", ")
        }
        let parents = (1...60).map { "(\($0), \(values(&dice)))" }.joined(separator: ", ")
        let children = (1...80).map { "(\($0), \(dice.roll(60) + 1), \(values(&dice)))" }.joined(separator: ", ")
        return """
            CREATE TABLE t (id int PRIMARY KEY, z timestamptz, w timestamp, d date);
            CREATE TABLE k (id int PRIMARY KEY, t int REFERENCES t, z timestamptz, w timestamp, d date);
            INSERT INTO t VALUES \(parents); INSERT INTO k VALUES \(children)
            """
    }

    private func instants(around anchor: Instant, _ dice: inout Dice) -> [Instant] {
        Set((0..<14).map { _ in nearby(anchor, &dice) }).sorted()
    }
}

/// An instant near another one, often a round number of hours or days away, give or take a microsecond.
private func nearby(_ anchor: Instant, _ dice: inout Dice) -> Instant {
    let step = dice.pick([0, 1_800, 3_600, 3_600, 86_400, 2_592_000]) * Int64(dice.roll(9) - 4)
    let jitter = dice.pick([0, 0, 1, -1, Int64(dice.roll(7_200_000_000))])
    return anchor + .seconds(step) + .microseconds(jitter)
}

/// A filter over the columns z, w and d of a table and of its children k.
private enum RandomFilter {
    static func make(_ dice: inout Dice, depth: Int = 2) -> String {
        switch depth == 0 ? 0 : dice.roll(7) {
        case 1: return "{ _and: [\(make(&dice, depth: depth - 1)), \(make(&dice, depth: depth - 1))] }"
        case 2: return "{ _or: [\(make(&dice, depth: depth - 1)), \(make(&dice, depth: depth - 1))] }"
        case 3: return "{ k: { _some: \(make(&dice, depth: 0)) } }"
        case 4: return "{ k: { _none: \(make(&dice, depth: 0)) } }"
        case 5: return "{ k: \(make(&dice, depth: 0)) }"
        default: return "{ \(dice.pick(["z", "w", "d"])): \(condition(&dice)) }"
        }
    }

    private static func condition(_ dice: inout Dice) -> String {
        let one = dice.pick(["_eq", "_neq", "_lt", "_lte", "_gt", "_gte"])
        return switch dice.roll(8) {
        case 0: "{ _in: [\(now(&dice)), \(now(&dice))] }"
        case 1: "{ _nin: [\(now(&dice))] }"
        case 2: "{ _between: [\(now(&dice)), \(now(&dice))] }"
        case 3: "{ _nbetween: [\(now(&dice)), 2030-01-01] }"
        default: "{ \(one): \(now(&dice)) }"
        }
    }

    private static func now(_ dice: inout Dice) -> String {
        let shift = dice.pick([
            "", "", "(-1 day)", "(+1 day)", "(+2 hours)", "(-1 month)", "(+1 month)", "(-30 minutes)", "(+1 week)",
            "(-1 year)", "(+13 months)", "(-31 days)",
        ])
        return "\"$NOW\(shift)\""
    }
}

typealias Dice = SplitMix64

extension SplitMix64 {
    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[roll(values.count)] }
}
