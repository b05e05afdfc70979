internal import Freshen

extension MeasuredRun {
    /// The metrics of a run as one flat object: each with its name, and the outcome beside them.
    var logLine: JSON {
        .object(
            flatMembers.merging([
                "time": .text(ended.description), "freshen.exit_code": .integer(Int64(report.exit.rawValue)),
            ]) { $1 })
    }

    /// The same in CloudWatch's embedded metric format.
    ///
    /// The name of the service is the only dimension of each metric. The number of runs has the outcome as one more, because
    /// every combination of dimensions is a metric that is billed.
    /// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    func embedded(service: String) -> JSON {
        let flat = FlatMetric.all(metrics)
        let runs = flat.filter { $0.name == "freshen.run.count" }
        let metadata: JSON = .object([
            "Timestamp": .integer(ended.microseconds / 1000),
            "CloudWatchMetrics": .list([
                Self.directive(flat, dimensions: ["service.name"]),
                Self.directive(runs, dimensions: ["service.name", "freshen.outcome"]),
            ]),
        ])
        return .object(flatMembers.merging(["_aws": metadata, "service.name": .text(service)]) { $1 })
    }

    private var flatMembers: [String: JSON] {
        let values = FlatMetric.all(metrics).map { ($0.name, JSON($0.value)) }
        return Dictionary(values + [("freshen.outcome", .text(report.outcome.rawValue))]) { $1 }
    }

    private static func directive(_ metrics: [FlatMetric], dimensions: [String]) -> JSON {
        .object([
            "Namespace": .text("freshen"), "Dimensions": .list([.list(dimensions.map { .text($0) })]),
            "Metrics": .list(
                metrics.map { .object(["Name": .text($0.name), "Unit": .text($0.isTime ? "Seconds" : "Count")]) }),
        ])
    }
}
