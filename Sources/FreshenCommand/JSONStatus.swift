internal import FoundationEssentials
internal import Freshen

/// The ledger's state for machines: one object, keys in a fixed order; ages are seconds.
struct JSONStatus: Encodable {
    struct Line: Encodable {
        let kind, web, name: String
        let offset: Int?
        let owed: Int
        let everything: Bool
        let since: String?
        let age: Double?
        let month: JSONItemCounts?
    }

    struct Quarantined: Encodable {
        let kind, web, name, entry, reason, at: String
        /// How many entries of this target are stored with this reason, of which only the newest are listed.
        let entries: Int
    }

    struct Run: Encodable {
        let at: String?
        let finishedAt, command, outcome: String
        let exit, changes: Int
        let error: String?
    }

    let at: String?
    let age: Double?
    let head: Int
    /// In seconds, where it is worth a note.
    let clockOffset: Double?
    let targets: [Line]
    let quarantine: [Quarantined]
    let runs: [Run]
    let error: String?
    let exit: Int32

    init(_ status: LedgerStatus, complaint: String?, exit: ExitCode) {
        at = status.lookedAt?.description
        age = status.age?.seconds
        head = status.head
        clockOffset = status.clocks?.noted?.seconds
        targets = status.lines.map { line in
            Line(
                kind: line.target.kind.rawValue, web: line.target.web, name: line.target.name, offset: line.offset,
                owed: line.owed, everything: line.everything, since: line.since?.description,
                age: line.since.map { status.age(of: $0).seconds },
                month: line.target.kind == .distribution ? JSONItemCounts(line.month) : nil)
        }
        quarantine = status.quarantine.map {
            Quarantined(
                kind: $0.target.kind.rawValue, web: $0.target.web, name: $0.target.name, entry: $0.text,
                reason: $0.reason, at: $0.at.description, entries: $0.count)
        }
        runs = status.runs.map {
            Run(
                at: $0.lookedAt?.description, finishedAt: $0.finishedAt.description, command: $0.command,
                outcome: $0.outcome, exit: $0.exit, changes: $0.changes, error: $0.error)
        }
        error = complaint
        self.exit = exit.rawValue
    }
}

/// A report as one line of JSON.
func json(_ report: some Encodable) throws(Failure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    } catch {
        throw Failure(.bug, "the report cannot be written as JSON: \(error)")
    }
}
