import TestSupport
import Testing

@testable import Freshen
@testable import Metrics

@Suite(.timeLimit(.minutes(10))) struct OTLPDocumentTests {
    private static let resource = ["service.name": "freshen", "deployment.environment.name": "prod"]

    private func document(_ run: MeasuredRun) throws -> JSONValue {
        try parsed(try OTLPDocument(run: run, resource: Self.resource, version: "1.2.3").json.bytes())
    }

    private func metric(_ name: String, _ run: MeasuredRun) throws -> JSONValue {
        let metrics = try document(run)["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]
        return try #require(metrics.list.first { $0["name"].text == name })
    }

    @Test func `the resource and the scope say what the metrics are about`() throws {
        let all = try document(measured(busyReport(), busyStatus()))["resourceMetrics"]
        #expect(all.count == 1)
        #expect(
            try all[0]["resource"]
                == parsed(
                    """
                    {"attributes": [{"key": "deployment.environment.name", "value": {"stringValue": "prod"}},
                                    {"key": "service.name", "value": {"stringValue": "freshen"}}]}
                    """))
        #expect(try all[0]["scopeMetrics"][0]["scope"] == parsed(#"{"name": "freshen", "version": "1.2.3"}"#))
        #expect(all[0]["scopeMetrics"].count == 1 && all[0]["scopeMetrics"][0]["metrics"].count == 17)
    }

    @Test func `a sum is a monotonic delta from the start to the end of the run, integers are strings`() throws {
        #expect(
            try metric("freshen.run.count", measured(busyReport()))
                == parsed(
                    """
                    {"name": "freshen.run.count", "unit": "{run}", "sum": {"aggregationTemporality": 1, "isMonotonic": true,
                     "dataPoints": [{"asInt": "1", "startTimeUnixNano": "1796126398750000000",
                       "timeUnixNano": "1796126400250000000", "attributes": [
                         {"key": "freshen.exit_code", "value": {"intValue": "75"}},
                         {"key": "freshen.outcome", "value": {"stringValue": "owed"}}]}]}}
                    """))
    }

    @Test func `a gauge is a value at the end of the run`() throws {
        #expect(
            try metric("freshen.clock.offset", measured(busyReport()))
                == parsed(
                    """
                    {"name": "freshen.clock.offset", "unit": "s", "gauge": {"dataPoints": [
                       {"asDouble": -0.125, "timeUnixNano": "1796126400250000000"}]}}
                    """))
        #expect(
            try metric("freshen.look.time", measured(busyReport()))["gauge"]["dataPoints"][0]["asDouble"]
                == .number(1_796_126_399.25))
    }

    /// The names, kinds and units of k8s/monitoring.
    @Test(arguments: [
        ("freshen.run.count", "sum", "{run}"), ("freshen.run.duration", "gauge", "s"),
        ("freshen.look.time", "gauge", "s"), ("freshen.owed.age", "gauge", "s"),
        ("freshen.owed.entries", "gauge", "{entry}"), ("freshen.quarantine.entries", "gauge", "{entry}"),
        ("freshen.changes", "sum", "{item}"), ("freshen.sent.paths", "sum", "{path}"),
        ("freshen.sent.tags", "sum", "{tag}"), ("freshen.cloudfront.items", "sum", "{item}"),
        ("freshen.cloudfront.month.items", "gauge", "{item}"), ("freshen.cloudfront.budget", "gauge", "{item}"),
        ("freshen.cloudfront.merged", "sum", "{item}"), ("freshen.checks.failed", "gauge", "{release}"),
        ("freshen.pods", "gauge", "{pod}"), ("freshen.clock.offset", "gauge", "s"),
        ("freshen.pod.clock_step", "gauge", "s"),
    ])
    func `every metric has its kind and unit`(name: String, kind: String, unit: String) throws {
        let metric = try metric(name, measured(busyReport(), busyStatus()))
        #expect(metric["unit"].text == unit && metric.object.keys.sorted() == [kind, "name", "unit"].sorted())
        #expect(metric[kind]["dataPoints"].list.allSatisfy { ($0["asInt"] == .null) == (unit == "s") })
        #expect(metric[kind]["dataPoints"].count.map { $0 > 0 } == true)
    }
}
