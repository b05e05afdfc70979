import TestSupport
import Testing

@testable import Freshen
@testable import Metrics

/// The lines of `FRESHEN_METRICS`: one value for each name.
@Suite(.timeLimit(.minutes(10))) struct MetricsLineTests {
    private static let values = """
        "freshen.outcome": "owed", "freshen.run.count": 1, "freshen.run.duration": 1.5,
        "freshen.look.time": 1796126399.25, "freshen.owed.age.pod": 90.5, "freshen.owed.age.distribution": 0,
        "freshen.owed.entries.pod": 2, "freshen.owed.entries.distribution": 0, "freshen.quarantine.entries": 3,
        "freshen.changes": 3, "freshen.sent.paths": 2, "freshen.sent.tags": 1, "freshen.cloudfront.items.path": 3,
        "freshen.cloudfront.items.wildcard": 1, "freshen.cloudfront.items.tag": 1, "freshen.cloudfront.month.items.path": 23,
        "freshen.cloudfront.month.items.wildcard": 1, "freshen.cloudfront.month.items.tag": 1,
        "freshen.cloudfront.budget": 5, "freshen.cloudfront.merged": 6, "freshen.checks.failed": 1, "freshen.pods.done": 2,
        "freshen.pods.owed": 1, "freshen.pods.refused": 0, "freshen.pods.not_ready": 0, "freshen.clock.offset": -0.125,
        "freshen.pod.clock_step": -0.75
        """

    /// A run whose metrics have several points: a second distribution, and another web entry.
    private func run() -> MeasuredRun {
        var report = busyReport()
        report.pods.append(pod("blog-1", web: "blog"))
        report.pods[2].clockStep = .milliseconds(100)
        report.cloudfront.append(distribution("E2", accepted: ["/a"]))
        return measured(report, busyStatus())
    }

    @Test func `the log's line is flat: counts are added up, of times the largest counts`() throws {
        #expect(
            try parsed(try run().logLine.bytes())
                == parsed("{\(Self.values), \"time\": \"2026-12-01T12:00:00.250Z\", \"freshen.exit_code\": 75}"))
    }

    @Test func `CloudWatch's line has the same values and follows its specification`() throws {
        let line = try parsed(try run().embedded(service: "shop-freshen").bytes())
        #expect(embeddedFormatMistakes(line) == [])
        var members = line.object
        members["_aws"] = nil
        #expect(try .object(members) == parsed("{\(Self.values), \"service.name\": \"shop-freshen\"}"))
        #expect(line["_aws"]["Timestamp"] == .number(1_796_126_400_250))
    }

    @Test func `every value is a metric by service, and runs are also counted by outcome`() throws {
        let directives = try parsed(try run().embedded(service: "s").bytes())["_aws"]["CloudWatchMetrics"]
        #expect(directives.list.map { $0["Namespace"].text } == ["freshen", "freshen"])
        #expect(try directives[0]["Dimensions"] == parsed(#"[["service.name"]]"#))
        let names = directives[0]["Metrics"].list.map { $0["Name"].text }
        let values = try parsed("{\(Self.values)}").object.keys.filter { $0 != "freshen.outcome" }
        #expect(names.sorted() == values.sorted())
        let times = directives[0]["Metrics"].list.filter { $0["Unit"].text == "Seconds" }.map { $0["Name"].text }
        #expect(
            times.sorted() == [
                "freshen.clock.offset", "freshen.look.time", "freshen.owed.age.distribution", "freshen.owed.age.pod",
                "freshen.pod.clock_step", "freshen.run.duration",
            ])
        #expect(
            try directives[1]
                == parsed(
                    """
                    {"Namespace": "freshen", "Dimensions": [["service.name", "freshen.outcome"]],
                     "Metrics": [{"Name": "freshen.run.count", "Unit": "Count"}]}
                    """))
    }

    @Test func `the check of the specification finds mistakes`() throws {
        let mistakes = try embeddedFormatMistakes(
            parsed(
                """
                {"_aws": {"Timestamp": 1.5, "CloudWatchMetrics": [{"Namespace": "", "Dimensions": [["d", "n"]], "extra": 1,
                  "Metrics": [{"Name": "t", "Unit": "s"}, {"Name": "missing"}]}]}, "n": 1, "t": "1"}
                """))
        #expect(
            mistakes == [
                "Timestamp", "Namespace", "dimension d", "dimension n", "member extra", "unit s", "metric t",
                "metric missing",
            ])
    }
}
