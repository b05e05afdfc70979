internal import Freshen

/// A report for people: a line that says it all, then a table for each kind of cache.
struct TextReport {
    let report: Report
    let isDryRun: Bool

    var text: String {
        ([headline] + reasons + pods + edges + notes).joined(
            separator: "\n")
    }

    private var notes: [String] {
        let proof = isDryRun ? "nothing was sent, and nothing written: the session was READ ONLY" : nil
        return [proof, report.error.map { "! " + $0 }].compactMap { $0 }
    }

    private var headline: String {
        let instant = report.at.map { " · looked at \($0)" } ?? ""
        guard !report.isFirst else {
            return "first run\(instant) · recorded what is there; what changes from now on is sent"
        }
        let facts = [
            plural(report.changes, "item"), plural(report.paths.count, "path"),
            report.tags.isEmpty ? nil : plural(report.tags.count, "tag"),
        ].compactMap { $0 }.joined(separator: ", ")
        let title = isDryRun ? "dry run: \(report.outcome.rawValue)" : report.outcome.rawValue
        return report.at == nil ? title : "\(title)\(instant) · \(facts)"
    }

    private var reasons: [String] {
        guard isDryRun, !report.reasons.isEmpty else { return isDryRun ? [] : sent }
        return table(report.reasons.map { [$0.path, "\($0.collection) \($0.item)", $0.reason] })
    }

    /// What was sent, where it is few enough to read.
    private var sent: [String] {
        let all = report.paths + report.tags.map { "#" + $0 }
        let shown = all.prefix(Self.shownPaths).map { "  " + $0 }
        return shown
            + (all.count > shown.count ? ["  … and \(all.count - shown.count) more (--output json lists all)"] : [])
    }

    private var pods: [String] {
        guard !report.pods.isEmpty else { return [] }
        return ["pods"]
            + table(
                report.pods.map { pod in
                    [
                        pod.web, pod.url, pod.outcome, pod.told == 0 ? "" : plural(pod.told, "entry", "entries"),
                        pod.detail ?? "",
                    ]
                })
    }

    private var edges: [String] {
        guard !report.cloudfront.isEmpty else { return [] }
        let price = report.price == 0 ? "" : " · at most $\(dollars(report.price))"
        return ["cloudfront" + price]
            + table(
                report.cloudfront.map { edge in
                    [
                        edge.distribution, edge.outcome, edge.items.isEmpty ? "" : plural(edge.items.count, "item"),
                        edge.invalidations.joined(separator: " "), edge.detail ?? "",
                    ]
                })
    }

    private func table(_ rows: [[String]]) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).filter { $0.1 > 0 }.map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return String(("  " + cells.joined(separator: "  ")).reversed().drop { $0 == " " }.reversed())
        }
    }

    private func plural(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? one + "s")"
    }

    private func dollars(_ amount: Double) -> String {
        let thousandths = Int((amount * 1000).rounded())
        let fraction = String(thousandths % 1000)
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }

    private static let shownPaths = 40
}
