internal import Freshen

/// The metrics of a run as an OTLP `ExportMetricsServiceRequest` in JSON.
///
/// 64-bit integers are strings, and values of enumerations are numbers.
/// Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
struct OTLPDocument {
    let run: MeasuredRun
    /// The attributes of the resource.
    let resource: [String: String]
    /// freshen's version.
    let version: String

    var json: JSON {
        let scope: JSON = .object(["name": .text("freshen"), "version": .text(version)])
        let attributes = Self.attributes(resource.mapValues { .text($0) })
        return .object([
            "resourceMetrics": .list([
                .object([
                    "resource": .object(["attributes": attributes]),
                    "scopeMetrics": .list([
                        .object(["scope": scope, "metrics": .list(run.metrics.map(metric))])
                    ]),
                ])
            ])
        ])
    }

    private func metric(_ metric: Metric) -> JSON {
        var data: [String: JSON] = ["dataPoints": .list(metric.points.map { point($0, of: metric.kind) })]
        if metric.kind == .sum {
            data["aggregationTemporality"] = .integer(Self.delta)
            data["isMonotonic"] = .boolean(true)
        }
        return .object([
            "name": .text(metric.name), "unit": .text(metric.unit),
            metric.kind == .sum ? "sum" : "gauge": .object(data),
        ])
    }

    /// A delta lies between the start and the end of the run.
    private func point(_ point: Metric.Point, of kind: Metric.Kind) -> JSON {
        var json: [String: JSON] = ["timeUnixNano": Self.nanoseconds(run.ended)]
        if kind == .sum { json["startTimeUnixNano"] = Self.nanoseconds(run.began) }
        if !point.attributes.isEmpty { json["attributes"] = Self.attributes(point.attributes) }
        switch point.value {
        case .count(let count): json["asInt"] = .text(String(count))
        case .seconds(let seconds): json["asDouble"] = .number(seconds)
        }
        return .object(json)
    }

    private static func attributes(_ attributes: [String: Metric.Attribute]) -> JSON {
        .list(
            attributes.sorted { $0.key < $1.key }.map { key, value in
                let value: [String: JSON] =
                    switch value {
                    case .text(let text): ["stringValue": .text(text)]
                    case .integer(let integer): ["intValue": .text(String(integer))]
                    }
                return .object(["key": .text(key), "value": .object(value)])
            })
    }

    private static func nanoseconds(_ instant: Instant) -> JSON { .text("\(instant.microseconds)000") }

    /// `AGGREGATION_TEMPORALITY_DELTA`.
    private static let delta: Int64 = 1
}
