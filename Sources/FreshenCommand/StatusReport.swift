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

    private var quarantine: [String] {
        table(
            "quarantine: refused, so something wider was sent in its place",
            status.quarantine.map { [$0.at.toTheSecond, $0.target.web, $0.target.name, $0.text, $0.reason] })
    }

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
