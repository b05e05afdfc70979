import FoundationEssentials
import TestSupport

@testable import Freshen
@testable import Metrics

let noon = Instant(microseconds: 1_796_126_400_250_000)

func pod(
    _ name: String, web: String = "shop", _ outcome: Report.Pod.Outcome = .nothing, exit: ExitCode = .done
) -> Report.Pod {
    let rule = WebRule(
        name: web, place: Place(file: "f", line: 1, column: 1), pods: .urls([]), endpoint: "/r",
        token: Secret(Decoy.secret("pods")), timeout: .seconds(1), settle: .zero, deadline: .seconds(1), everything: [])
    var line = Report.Pod(
        PodRequest(pod: Pod(web: web, name: "uid-\(name)", url: "http://\(name)", label: name), web: rule, stale: []),
        outcome: outcome)
    line.exit = exit
    return line
}

func distribution(_ id: String, accepted: [String] = [], exit: ExitCode = .done) -> DistributionResult {
    var result = DistributionResult(id, exit == .done ? .accepted : .owed, budget: id == "E1" ? 5 : nil)
    (result.accepted, result.exit) = (accepted, exit)
    if !accepted.isEmpty { result.month = ItemCounts(paths: 10) + ItemCounts(accepted) }
    return result
}

/// The report of a run that found something: one pod has done it, one failed, and CloudFront was sent it.
func busyReport() -> Report {
    var report = Report()
    (report.outcome, report.exit) = (.owed, .tryAgain)
    (report.lookedAt, report.clocks) = (noon - .seconds(1), ClockDifference(offset: .milliseconds(-125)))
    (report.changes, report.paths, report.tags) = (3, ["/a", "/b"], ["t"])
    report.pods = [pod("web-1", .done), pod("web-2", .failed(.serverError), exit: .tryAgain)]
    report.pods[0].clockStep = .milliseconds(-750)
    report.pods[0].refusedCount = 2
    report.cloudfront = [distribution("E1", accepted: ["/a", "/b*", "#t", "/a"])]
    report.cloudfront[0].quarantined = ["/x"]
    report.cloudfront[0].note(CDNPlan(mergedCount: 6))
    report.checks = [ReleaseResult(name: "a", .passed), ReleaseResult(name: "b", .failed("wrong"))]
    return report
}

/// What the ledger says after that run: the second pod has been owed two entries for a minute and a half.
func busyStatus() -> LedgerStatus {
    var status = LedgerStatus(now: noon)
    let targets = [
        Target(kind: .pod, web: "shop", name: "uid-web-1"), Target(kind: .pod, web: "shop", name: "uid-web-2"),
        Target(kind: .distribution, name: "E1"),
    ]
    status.lines = targets.map { LedgerStatus.Line(target: $0, offset: 1, owed: 0, everything: false, since: nil) }
    status.lines[1] = LedgerStatus.Line(
        target: targets[1], offset: 0, owed: 2, everything: false, since: noon - .milliseconds(90_500))
    return status
}

func measured(_ report: Report, _ status: LedgerStatus? = nil) -> MeasuredRun {
    MeasuredRun(report, status: status, began: noon - .milliseconds(1500), duration: .milliseconds(1500))
}

/// What a metric's points say, as `value attribute=value …`, sorted.
func points(_ name: String, of run: MeasuredRun) -> [String] {
    run.metrics.filter { $0.name == name }.flatMap(\.points).map { point in
        let value =
            switch point.value {
            case .count(let count): "\(count)"
            case .seconds(let seconds): "\(seconds)"
            }
        let attributes = point.attributes.sorted { $0.key < $1.key }.map { key, value in
            switch value {
            case .text(let text): "\(key)=\(text)"
            case .integer(let integer): "\(key)=\(integer)"
            }
        }
        return ([value] + attributes).joined(separator: " ")
    }.sorted()
}

func parsed(_ bytes: [UInt8]) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
}

func parsed(_ text: String) throws -> JSONValue { try parsed(Array(text.utf8)) }
