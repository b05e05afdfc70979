internal import Freshen

/// The ledger's state for people: a summary line, then what each target is owed, and the last runs.
struct StatusReport {
    let status: LedgerStatus

    var text: String {
        ([headline] + [status.clocks?.note].compactMap { $0 } + targets("pods", .pod)
            + targets("cloudfront", .distribution) + quarantine + runs)
            .joined(separator: "\n")
    }

    private var headline: String {
        guard let lookedAt = status.lookedAt, let age = status.age else { return "no look yet" }
        return "looked at \(lookedAt.toTheSecond), \(age.rounded) ago · newest log entry \(status.head)"
    }

    private func targets(_ title: String, _ kind: Target.Kind) -> [String] {
        let rows = status.lines.filter { $0.target.kind == kind }.map { line in
            [
                line.target.web, line.target.name, line.offset.map { "offset \($0)" } ?? "no offset", owed(line),
                line.since.map { "since \($0.toTheSecond), \(status.age(of: $0).rounded)" } ?? "",
                line.month.total == 0 ? "" : "this month \(line.month.text)",
            ]
        }
        let sum = kind == .distribution ? status.itemsOfMonth : 0
        return table(sum == 0 ? title : "\(title) · this month \(ItemPrice.text(ofMonth: sum))", rows)
    }

    private func owed(_ line: LedgerStatus.Line) -> String {
        guard line.since != nil else { return "up to date" }
        return line.everything ? "owed everything" : "owed " + plural(line.owed, "entry", "entries")
    }

    /// A line for each reason that targets of a web entry have, with the newest entry and how many others there are.
    private var quarantine: [String] {
        var groups: [(newest: LedgerStatus.Quarantined, entries: [Target: Int])] = []
        for refusal in status.quarantine {
            let place = groups.firstIndex { group in
                group.newest.reason == refusal.reason && group.newest.target.kind == refusal.target.kind
                    && group.newest.target.web == refusal.target.web
            }
            let index = place ?? groups.endIndex
            if place == nil { groups.append((refusal, [:])) }
            groups[index].entries[refusal.target] = refusal.count
        }
        let rows = groups.map { newest, entries in
            [
                newest.at.toTheSecond, newest.target.web, newest.target.name + others(entries.count - 1),
                newest.text + others(entries.values.reduce(-1, +)), newest.reason,
            ]
        }
        return table("quarantine: refused, so something wider was sent in its place", rows)
    }

    private func others(_ count: Int) -> String { count > 0 ? " and \(count) more" : "" }

    private var runs: [String] {
        guard !status.runs.isEmpty else { return ["no run of the last \(Retention.days) days had anything to do"] }
        let rows = status.runs.map { run in
            [
                run.finishedAt.toTheSecond, run.command, run.outcome, run.exit == 0 ? "" : "exit \(run.exit)",
                run.changes == 0 ? "" : plural(run.changes, "item"), run.error ?? "",
            ]
        }
        return table("last runs that had something to do", rows)
    }
}
