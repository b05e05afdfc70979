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
            .gauge("freshen.pods", "pod", pods),
            .gauge("freshen.checks.failed", "release", failedChecks),
            .seconds("freshen.clock.offset", [report.clockOffset].compactMap { $0 }.map { Metric.Point($0.seconds) }),
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
    fileprivate var billed: [Metric.Point] {
        let kinds = Dictionary(grouping: accepted) { item in
            item.hasPrefix("#") ? "tag" : item.hasSuffix("*") ? "wildcard" : "path"
        }
        return ["path", "wildcard", "tag"].map { kind in
            Metric.Point(
                kinds[kind]?.count ?? 0,
                ["freshen.item.kind": .text(kind), "freshen.distribution.id": .text(distribution)])
        }
    }
}

extension Instant {
    /// Seconds since 1970.
    fileprivate var unixTime: Double { Double(microseconds) / 1_000_000 }
}
