internal import Freshen

/// What was sent to one distribution, for people.
struct DirectTextReport {
    let report: DirectReport

    var text: String { ([headline] + items + invalidations + downloads + notes).joined(separator: "\n") }

    /// The result and its reason on one line.
    var summary: String {
        [report.outcome.rawValue, report.failure?.message].compactMap { $0 }.joined(separator: "; ")
    }

    /// Why something is left, and the command that does it; nil: nothing is.
    var complaint: String? {
        report.failure.map { failure in
            (report.isFailureTolerated ? "warning: " : "") + failure.message
                + (report.command.map { "; to go on: \($0)" } ?? "")
        }
    }

    private var headline: String {
        let count = report.items.isEmpty ? nil : plural(report.items.count, "item")
        let price = report.price == 0 ? nil : "at most $\(dollars(report.price))"
        let outcome = report.outcome == .planned ? "dry run: would send" : words(report.outcome)
        return [outcome, report.distribution, count, price].compactMap { $0 }.joined(separator: " · ")
    }

    private var items: [String] { firstLines(report.items) }

    private var invalidations: [String] {
        table(
            "invalidations",
            report.invalidations.map { [$0, report.completed.contains($0) ? "completed" : "accepted"] })
    }

    /// The last download: the one that is fresh, or what was seen instead.
    private var downloads: [String] {
        let fresh = report.failure == nil ? "fresh" : "not fresh"
        return report.downloads.suffix(1).flatMap { ["download", "  \($0.url)  \(fresh): \($0.text)"] }
    }

    private var notes: [String] { [compared, report.remark].compactMap { $0 } }

    private var compared: String? {
        report.compared.map { changes in
            let reason = "because their ETags cannot be computed here — encrypted, or in parts of an unusual size"
            let byDate = changes.byDate == 0 ? "" : " (\(changes.byDate) by size and date alone, \(reason))"
            return "\(plural(changes.files, "file")) compared\(byDate), \(changes.keys.count) changed"
        }
    }

    private func words(_ outcome: DirectReport.Outcome) -> String {
        outcome == .nothing ? "nothing to do" : outcome.rawValue
    }
}

/// What was sent to one distribution, for machines: one object, keys in a fixed order.
struct JSONDirectReport: Encodable {
    struct Invalidation: Encodable {
        let id: String
        let completed: Bool
    }

    struct Compared: Encodable {
        let files, changed, byDate: Int
    }

    struct Download: Encodable {
        let url: String
        let status: Int
        let cache, edge, etag: String?
        let size: Int
        let sha256: String
    }

    let outcome, distribution: String
    let items: [String]
    let price: Double
    let invalidations: [Invalidation]
    let downloads: [Download]
    let compared: Compared?
    let remark, error, command: String?
    let exit: Int32

    init(_ report: DirectReport) {
        outcome = report.outcome.rawValue
        distribution = report.distribution
        items = report.items
        price = report.price
        invalidations = report.invalidations.map { Invalidation(id: $0, completed: report.completed.contains($0)) }
        downloads = report.downloads.map {
            Download(
                url: $0.url, status: $0.status, cache: $0.cache, edge: $0.edge, etag: $0.entityTag, size: $0.size,
                sha256: $0.sha256)
        }
        compared = report.compared.map { Compared(files: $0.files, changed: $0.keys.count, byDate: $0.byDate) }
        remark = report.remark
        error = report.failure?.message
        command = report.command
        exit = report.exit.rawValue
    }
}
