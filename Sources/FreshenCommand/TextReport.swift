internal import Freshen

/// A report for people: a summary line, then a table of the pods and one of the distributions.
struct TextReport {
    let report: Report
    let isDryRun: Bool
    /// Whether every item was compared with the ledger.
    let isReconcile: Bool

    var text: String {
        let summary = SummaryReport(collections: report.collections)
        return
            ([headline] + (report.isFirst ? summary.overview : []) + (isDryRun ? planned : sent) + tables
            + (report.isFirst ? [] : summary.gaps) + notes).joined(separator: "\n")
    }

    /// The report of one of several runs on one line; targets that had nothing to do are left out.
    var line: String { ([headline] + results + notes).joined(separator: " · ") }

    /// How many pods are done, and every other result by name.
    private var results: [String] {
        let done = report.pods.count { $0.outcome == .done }
        let failed = report.pods.filter { ![.done, .nothing].contains($0.outcome) }.map {
            [$0.web, $0.name, $0.outcome.text, detail(of: $0)].filter { !$0.isEmpty }.joined(separator: " ")
        }
        let distributions = report.cloudfront.filter { $0.outcome != .nothing }.map { result in
            ([result.distribution, result.outcome.rawValue] + result.invalidations + [result.detail ?? ""])
                .filter { !$0.isEmpty }.joined(separator: " ")
        }
        let checks = (report.checks ?? []).map { one in
            [one.name, one.word, one.error].compactMap { $0 }.joined(separator: " ")
        }
        return (done == 0 ? [] : [plural(done, "pod") + " done"]) + failed + distributions + checks
    }

    private var notes: [String] {
        let readOnly = isDryRun ? "nothing was sent, and nothing written: the transaction was READ ONLY" : nil
        let everything = report.everything.map { "everything is stale: " + $0 }
        return [everything, report.clocks?.note, waiting, readOnly].compactMap { $0 }
    }

    private var waiting: String? {
        let (shown, rest) = (report.waiting.prefix(3), report.waiting.count - 3)
        return shown.isEmpty
            ? nil
            : "waits for an upload to end: " + shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    private var headline: String {
        [title, report.lookedAt.map { "looked at \($0.toTheSecond)" }, report.isFirst ? nil : facts]
            .compactMap { $0 }.joined(separator: " · ")
    }

    private var title: String {
        switch (report.isFirst, isDryRun) {
        case (true, true): "dry run: a first run would record what is there, send nothing"
        case (true, false): "first run: recorded what is there, sent nothing"
        case (false, true): report.outcome == .nothing ? "dry run: \(outcome)" : "dry run: would send"
        case (false, false): outcome
        }
    }

    /// The result in a few words.
    var outcome: String { result + (leftBehind.map { ", " + $0 } ?? "") }

    /// The pods that are behind without making the run fail.
    private var leftBehind: String? {
        let count = report.pods.count(where: \.isLeftBehind)
        return count == 0 ? nil : plural(count, "not ready pod") + " behind"
    }

    private var result: String {
        switch report.outcome {
        case .nothing:
            isReconcile && report.waiting.isEmpty
                ? "0 differences: every item is as the ledger has it" : "nothing to do"
        case .done, .planned: "done"
        case .owed: "still owed: the next run tries again"
        case .refused: "refused: still owed until the cause is fixed"
        case .busy: "busy: another freshen is at work"
        }
    }

    /// How much was sent; if the look itself found nothing, it was owed from earlier runs.
    private var facts: String? {
        let count = [
            report.paths.isEmpty ? nil : plural(report.paths.count, "path"),
            report.tags.isEmpty ? nil : plural(report.tags.count, "tag"),
        ].compactMap { $0 }
        if report.changes > 0 { return ([plural(report.changes, "item")] + count).joined(separator: ", ") }
        let source = report.everything == nil && report.lookedAt != nil ? " from earlier runs" : ""
        return count.isEmpty ? nil : count.joined(separator: ", ") + source
    }

    /// Every entry that would be sent, with its reason.
    private var planned: [String] {
        table(report.reasons.map { [$0.path, $0.item.isEmpty ? "" : "\($0.collection) \($0.item)", $0.reason] })
    }

    /// The first entries that were sent.
    private var sent: [String] {
        firstLines(report.paths + report.tags.map { "#" + $0 })
    }

    /// Empty where no target had anything to do, so that an idle run prints one line.
    private var tables: [String] {
        let isIdle =
            report.pods.allSatisfy { $0.outcome == .nothing }
            && report.cloudfront.allSatisfy { $0.outcome == .nothing }
        return (isIdle ? [] : pods + distributions) + checks
    }

    private var checks: [String] {
        table("checks", (report.checks ?? []).map { [$0.name, $0.word, $0.error ?? ""] })
    }

    private var pods: [String] {
        let rows = report.pods.map { pod in
            let entries = pod.sentCount == 0 ? "" : plural(pod.sentCount, "entry", "entries")
            return [pod.web, pod.name, named(pod.outcome.text), entries, detail(of: pod)]
        }
        return table("pods", rows)
    }

    private var distributions: [String] {
        let month = report.itemsOfMonth
        let sum = month == 0 ? nil : "this month \(ItemPrice.text(ofMonth: month))"
        let price = report.price == 0 ? nil : "at most $\(dollars(report.price))"
        let rows = report.cloudfront.map { result in
            [
                result.distribution, named(result.outcome.rawValue),
                result.items.isEmpty ? "" : items(of: result),
                result.invalidations.joined(separator: " "), detail(of: result),
            ]
        }
        return table(["cloudfront", price, sum].compactMap { $0 }.joined(separator: " · "), rows)
    }

    /// What each batch has, or how many items there are where CloudFront did not accept them.
    private func items(of result: DistributionResult) -> String {
        let isWhole = result.batches.map(\.items.total).reduce(0, +) == result.items.count
        return isWhole
            ? result.batches.map(\.items.text).joined(separator: " + ") : plural(result.items.count, "item")
    }

    private func detail(of result: DistributionResult) -> String {
        let confirmed = result.confirmed.isEmpty ? nil : "confirmed \(result.confirmed.joined(separator: " "))"
        return [confirmed, result.detail].compactMap { $0 }.joined(separator: "; ")
    }

    private func named(_ outcome: String) -> String {
        outcome == "nothing" ? "up to date" : outcome
    }

    /// The detail without the pod's address, which the same line shows already.
    private func detail(of pod: Report.Pod) -> String {
        guard let detail = pod.detail else { return "" }
        return detail.hasPrefix(pod.name) ? String(detail.dropFirst(pod.name.count)) : detail
    }
}
