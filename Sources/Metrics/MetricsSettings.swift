package import Freshen

/// How the metrics of runs are written, as the environment says.
package struct MetricsSettings {
    /// The formats of a line on stderr.
    enum Line: String {
        case log, emf
    }

    let line: Line?
    let exporter: OTLPSettings?
    /// OpenTelemetry's attributes of what the metrics are about, `service.name` among them.
    let resource: [String: String]

    /// Throws where a variable is wrong; messages show no value.
    package init(environment: [String: String]) throws(Failure) {
        let variables = Variables(environment: environment)
        let format = variables.value("FRESHEN_METRICS")
        line = format.flatMap(Line.init)
        guard format == nil || line != nil else {
            throw Failure(.configuration, "FRESHEN_METRICS must be log or emf; without it no line is written")
        }
        exporter = try OTLPSettings(variables)
        guard line == .emf || exporter != nil else {
            resource = [:]
            return
        }
        let name = "OTEL_RESOURCE_ATTRIBUTES"
        let attributes = try Variables.pairs(variables.value(name), name).map { ($0.key, $0.value) }
        let service = variables.value("OTEL_SERVICE_NAME").map { ["service.name": $0] } ?? [:]
        resource = ["service.name": "freshen"].merging(attributes) { $1 }.merging(service) { $1 }
    }
}
