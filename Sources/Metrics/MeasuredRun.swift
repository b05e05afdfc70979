package import Freshen

/// A run that has ended, with what its metrics are made of.
package struct MeasuredRun: Sendable {
    let report: Report
    let status: LedgerStatus?
    let began: Instant
    let duration: Duration

    /// The end by the clock of the start: a clock that is set meanwhile makes no interval negative.
    var ended: Instant { began + duration }

    /// `status` is the ledger's state after the run, needed only where something is owed; nil: it was not read.
    package init(_ report: Report, status: LedgerStatus?, began: Instant, duration: Duration) {
        self.report = report
        self.status = status
        self.began = began
        self.duration = duration
    }
}

extension MeasuredRun {
    /// The metrics that this run has values of.
    var metrics: [Metric] {
        let all: [Metric] = [
            .sum("freshen.run.count", "run", [Metric.Point(1, outcome)]),
            .seconds("freshen.run.duration", [Metric.Point(duration.seconds)]),
            .seconds("freshen.look.time", [report.lookedAt].compactMap { $0 }.map { Metric.Point($0.unixTime) }),
            .seconds("freshen.owed.age", owed.map { Metric.Point($0.age, $0.attributes) }),
            .gauge("freshen.owed.entries", "entry", owed.map { Metric.Point($0.entries, $0.attributes) }),
            .gauge("freshen.quarantine.entries", "entry", [Metric.Point(quarantined)]),
            .sum("freshen.changes", "item", [Metric.Point(report.changes)]),
            .sum("freshen.sent.paths", "path", [Metric.Point(report.paths.count)]),
            .sum("freshen.sent.tags", "tag", [Metric.Point(report.tags.count)]),
            .sum("freshen.cloudfront.items", "item", report.cloudfront.flatMap(\.billed)),
            .gauge("freshen.cloudfront.month.items", "item", report.cloudfront.flatMap(\.billedInMonth)),
            .gauge("freshen.cloudfront.budget", "item", report.cloudfront.flatMap(\.budgetPoint)),
            .sum("freshen.cloudfront.merged", "item", report.cloudfront.map(\.merged)),
            .gauge("freshen.pods", "pod", pods),
            .gauge("freshen.checks.failed", "release", failedChecks),
            .seconds(
                "freshen.clock.offset", [report.clocks?.offset].compactMap { $0 }.map { Metric.Point($0.seconds) }),
            .seconds("freshen.pod.clock_step", clockSteps),
        ]
        return all.filter { !$0.points.isEmpty }
    }

    private var outcome: [String: Metric.Attribute] {
        ["freshen.outcome": .text(report.outcome.rawValue), "freshen.exit_code": .integer(Int(report.exit.rawValue))]
    }

    private var quarantined: Int {
        report.pods.map(\.refusedCount).reduce(0, +) + report.cloudfront.map(\.quarantined.count).reduce(0, +)
    }

    /// A point for each state that pods of a web entry can be in, so that none keeps its value of an earlier run.
    private var pods: [Metric.Point] {
        Dictionary(grouping: report.pods, by: \.web).sorted { $0.key < $1.key }.flatMap { web, pods in
            PodState.allCases.map { state in
                Metric.Point(
                    pods.count { PodState($0) == state },
                    ["freshen.web": .text(web), "freshen.pod.state": .text(state.rawValue)])
            }
        }
    }

    /// Nothing where no bucket has a check.
    private var failedChecks: [Metric.Point] {
        report.checks.map { all in [Metric.Point(all.count { $0.error != nil })] } ?? []
    }

    private var clockSteps: [Metric.Point] {
        report.pods.compactMap { pod in
            pod.clockStep.map { Metric.Point($0.seconds, ["k8s.pod.name": .text(pod.name)]) }
        }
    }
}

private enum PodState: String, CaseIterable {
    case done, owed, refused
    case notReady = "not_ready"

    init(_ pod: Report.Pod) {
        switch pod.outcome {
        case .nothing, .done, .planned: self = .done
        case .failed where pod.isLeftBehind: self = .notReady
        case .failed(.refused): self = .refused
        case .failed: self = .owed
        }
    }
}

extension DistributionResult {
    /// How many items CloudFront bills, for each kind of them; each is billed as one path.
    fileprivate var billed: [Metric.Point] { points(ItemCounts(accepted)) }

    /// The same of the whole month; nothing where that is not known.
    fileprivate var billedInMonth: [Metric.Point] { month.map(points) ?? [] }

    private func points(_ counts: ItemCounts) -> [Metric.Point] {
        [("path", counts.paths), ("wildcard", counts.wildcards), ("tag", counts.tags)].map { kind, count in
            Metric.Point(count, id.merging(["freshen.item.kind": .text(kind)]) { $1 })
        }
    }

    /// The month's budget; nothing where there is none.
    fileprivate var budgetPoint: [Metric.Point] { budget.map { [Metric.Point($0, id)] } ?? [] }

    /// How many items a wildcard took the place of, because of the budget.
    fileprivate var merged: Metric.Point { Metric.Point(mergedCount, id) }

    private var id: [String: Metric.Attribute] { ["freshen.distribution.id": .text(distribution)] }
}

extension Instant {
    /// Seconds since 1970.
    fileprivate var unixTime: Double { Double(microseconds) / 1_000_000 }
}
