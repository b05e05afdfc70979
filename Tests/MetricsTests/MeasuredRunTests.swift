import TestSupport
import Testing

@testable import Freshen
@testable import Metrics

@Suite(.timeLimit(.minutes(10))) struct MeasuredRunTests {
    @Test func `a run counts itself, by outcome and exit code`() {
        #expect(
            points("freshen.run.count", of: measured(busyReport(), busyStatus()))
                == ["1 freshen.exit_code=75 freshen.outcome=owed"])
        let failed = measured(Report(failure: Failure(.refused, "no")))
        #expect(points("freshen.run.count", of: failed) == ["1 freshen.exit_code=77 freshen.outcome=refused"])
    }

    @Test func `a failed run has no value of what it did not learn`() {
        let names = measured(Report(failure: Failure(.tryAgain, "no"))).metrics.map(\.name)
        #expect(
            names == [
                "freshen.run.count", "freshen.run.duration", "freshen.quarantine.entries", "freshen.changes",
                "freshen.sent.paths", "freshen.sent.tags",
            ])
    }

    @Test func `each accepted item counts as often as it is billed, by kind and distribution`() {
        var report = busyReport()
        report.cloudfront.append(distribution("E2", accepted: ["/*"]))
        // What was tried and not accepted is not billed.
        report.cloudfront[1].items = ["/*", "/tried"]
        #expect(
            points("freshen.cloudfront.items", of: measured(report)) == [
                "0 freshen.distribution.id=E2 freshen.item.kind=path",
                "0 freshen.distribution.id=E2 freshen.item.kind=tag",
                "1 freshen.distribution.id=E1 freshen.item.kind=tag",
                "1 freshen.distribution.id=E1 freshen.item.kind=wildcard",
                "1 freshen.distribution.id=E2 freshen.item.kind=wildcard",
                "2 freshen.distribution.id=E1 freshen.item.kind=path",
            ])
    }

    @Test func `the month's items and the budget are those of the distributions that have them`() {
        var report = busyReport()
        report.cloudfront.append(distribution("E2"))
        let run = measured(report)
        #expect(
            points("freshen.cloudfront.month.items", of: run) == [
                "1 freshen.distribution.id=E1 freshen.item.kind=tag",
                "1 freshen.distribution.id=E1 freshen.item.kind=wildcard",
                "12 freshen.distribution.id=E1 freshen.item.kind=path",
            ])
        #expect(points("freshen.cloudfront.budget", of: run) == ["5 freshen.distribution.id=E1"])
        #expect(
            points("freshen.cloudfront.merged", of: run) == [
                "0 freshen.distribution.id=E2", "6 freshen.distribution.id=E1",
            ])
    }

    @Test func `failed checks are counted where there are checks`() {
        var report = busyReport()
        #expect(points("freshen.checks.failed", of: measured(report)) == ["1"])
        report.checks = []
        #expect(points("freshen.checks.failed", of: measured(report)) == ["0"])
        report.checks = nil
        #expect(points("freshen.checks.failed", of: measured(report)) == [])
    }

    @Test func `pods are counted by state, also the states that no pod is in`() {
        var report = Report()
        report.pods = [
            pod("a"), pod("b", .done), pod("c", .failed(.refused), exit: .refused),
            pod("d", .failed(.timedOut), exit: .tryAgain), pod("e", .failed(.refused)), pod("f", web: "blog"),
        ]
        let states = points("freshen.pods", of: measured(report))
        #expect(
            states == [
                "0 freshen.pod.state=not_ready freshen.web=blog", "0 freshen.pod.state=owed freshen.web=blog",
                "0 freshen.pod.state=refused freshen.web=blog", "1 freshen.pod.state=done freshen.web=blog",
                "1 freshen.pod.state=not_ready freshen.web=shop", "1 freshen.pod.state=owed freshen.web=shop",
                "1 freshen.pod.state=refused freshen.web=shop", "2 freshen.pod.state=done freshen.web=shop",
            ])
    }

    @Test func `refused entries and items are the quarantine of the run`() {
        #expect(points("freshen.quarantine.entries", of: measured(busyReport())) == ["3"])
    }

    @Test func `a pod of two web entries is one point, with the larger step`() {
        var report = Report()
        report.pods = [pod("a"), pod("a", web: "blog"), pod("b")]
        report.pods[0].clockStep = .milliseconds(200)
        report.pods[1].clockStep = .milliseconds(-900)
        #expect(points("freshen.pod.clock_step", of: measured(report)) == ["-0.9 k8s.pod.name=a"])
    }

    // MARK: What is owed

    private func ages(_ report: Report, _ status: LedgerStatus? = nil) -> [String] {
        points("freshen.owed.age", of: measured(report, status))
    }

    @Test func `where nothing is owed each target has zeros, without the ledger's state`() {
        var report = Report()
        (report.pods, report.cloudfront) = ([pod("web-1")], [distribution("E1")])
        let zeros = [
            " freshen.target.kind=distribution freshen.target.name=E1",
            " freshen.target.kind=pod freshen.target.name=web-1",
        ]
        #expect(ages(report) == zeros.map { "0.0" + $0 })
        #expect(points("freshen.owed.entries", of: measured(report)) == zeros.map { "0" + $0 })
    }

    @Test func `the age and the entries are the ledger's, the name is the report's`() {
        #expect(
            ages(busyReport(), busyStatus()) == [
                "0.0 freshen.target.kind=distribution freshen.target.name=E1",
                "0.0 freshen.target.kind=pod freshen.target.name=web-1",
                "90.5 freshen.target.kind=pod freshen.target.name=web-2",
            ])
        #expect(points("freshen.owed.entries", of: measured(busyReport(), busyStatus())).last?.hasPrefix("2 ") == true)
    }

    @Test func `where the ledger could not be read, those that are owed something are left out`() {
        var report = busyReport()
        report.pods.append(pod("web-3", .failed(.unreachable)))
        report.cloudfront.append(distribution("E2", exit: .tryAgain))
        #expect(
            ages(report) == [
                "0.0 freshen.target.kind=distribution freshen.target.name=E1",
                "0.0 freshen.target.kind=pod freshen.target.name=web-1",
            ])
    }

    @Test func `a pod that is gone is left out, and one whose web entry could not be listed is not`() {
        var status = busyStatus()
        for web in ["shop", "blog"] {
            status.lines.append(
                LedgerStatus.Line(
                    target: Target(kind: .pod, web: web, name: "uid-\(web)"), offset: 0, owed: 1, everything: false,
                    since: noon - .seconds(5)))
        }
        let names = ages(busyReport(), status).filter { $0.contains("uid-") }
        #expect(names == ["5.0 freshen.target.kind=pod freshen.target.name=uid-blog"])
    }
}
