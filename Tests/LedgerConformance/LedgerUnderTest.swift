package import Freshen

/// An implementation of `LedgerKeeping` with what the behaviours do to it beside that protocol.
package protocol LedgerUnderTest {
    var ledger: any LedgerKeeping { get }
    /// Appends entries to the log, one after the other, as a look does.
    func append(_ entries: [LogEntry]) throws
    /// Makes an entry one that was captured that long ago.
    func setAge(_ age: Duration, ofEntry id: Int) throws
    /// Deletes the entries up to and with `id`.
    func prune(upTo id: Int) throws
    /// What a target refused, each with the reason.
    func refused(by target: Target) throws -> [String: String]
}

extension LedgerUnderTest {
    /// A look at a CMS in which nothing changed since the last one.
    func look() throws {
        _ = try ledger.look(LookRequest(jobClock: try ledger.deliveryState().now))
    }

    func append(_ paths: String...) throws {
        try append(paths.map { LogEntry(.path($0)) })
    }

    var head: Int {
        get throws { try ledger.deliveryState().head }
    }

    /// What the ledger has of a target; throws where it is not known.
    func state(_ target: Target) throws -> TargetState {
        guard let state = try ledger.deliveryState().states[target] else {
            throw Unmet(description: "\(target.name) is not known")
        }
        return state
    }

    /// What pods, or distributions, are owed after an offset.
    func owed(_ audience: Audience, after offset: Int?, limit: Int = 100) throws -> Owed {
        try ledger.owed(audience, after: offset, upTo: try head, limit: limit)
    }

    /// What was appended after an id, as its texts; it must be for distributions alone.
    func resent(after id: Int) throws -> [String] {
        try expect(try owed(.pods, after: id).isEmpty, "pods are owed nothing of it")
        return try owed(.distributions, after: id).entries.map(\.stale.text).sorted()
    }

    /// How long ago the first entry was captured that a target is owed, in whole minutes; nil: it is owed nothing.
    func minutesOwed(_ target: Target) throws -> Int? {
        let now = try ledger.deliveryState().now
        return try state(target).owedSince.map { Int((now.microseconds - $0.microseconds) / 60_000_000) }
    }
}

/// An expectation that a ledger did not meet.
package struct Unmet: Error, CustomStringConvertible {
    package let description: String
}

func expect(_ holds: Bool, _ expectation: String) throws {
    guard holds else { throw Unmet(description: "expected: \(expectation)") }
}

func expect<Value: Equatable>(_ value: Value, is expected: Value, _ what: String) throws {
    guard value == expected else { throw Unmet(description: "\(what): \(value), expected \(expected)") }
}
