internal import Freshen

/// Where and how metrics are sent by OTLP/HTTP, by OpenTelemetry's own variables.
///
/// Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
struct OTLPSettings {
    let url: String
    let headers: [(name: String, value: Secret)]
    let timeout: Duration

    /// Nil where nothing is to be sent: no endpoint is set, or the variables say so.
    init?(_ variables: Variables) throws(Failure) {
        guard variables.value("OTEL_SDK_DISABLED")?.lowercased() != "true",
            variables.value("OTEL_METRICS_EXPORTER") != "none",
            let (endpoint, text) = variables.exporter("ENDPOINT")
        else { return nil }
        guard [nil, "otlp"].contains(variables.value("OTEL_METRICS_EXPORTER")) else {
            throw Failure(.configuration, "OTEL_METRICS_EXPORTER must be otlp or none")
        }
        try Self.checkProtocol(variables)
        url = try Self.url(text, endpoint)
        headers = try Self.headers(variables)
        timeout = try Self.timeout(variables)
    }

    /// The collector without the path and the query, which may hold a key.
    var collector: String {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return "\(parts[0])//\(parts[2].prefix { $0 != "?" && $0 != "#" })"
    }

    /// Other protocols have other endpoints, so their setting is not ignored.
    private static func checkProtocol(_ variables: Variables) throws(Failure) {
        guard let (name, text) = variables.exporter("PROTOCOL"), text != "http/json" else { return }
        throw Failure(
            .configuration,
            "\(name) is not http/json, the only protocol that freshen has: set "
                + "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/json and an endpoint for it (a collector's port 4318), or "
                + "OTEL_METRICS_EXPORTER=none")
    }

    private static func url(_ text: String, _ name: String) throws(Failure) -> String {
        let isForMetrics = name.contains("METRICS")
        let host = text.drop { $0 != "/" }.dropFirst(2).prefix { !"/?#".contains($0) }
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), !host.isEmpty, !text.contains("@"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            isForMetrics || !text.contains(where: { "?#".contains($0) })
        else {
            throw Failure(
                .configuration,
                "\(name) must be a URL such as http://collector:4318; credentials belong into OTEL_EXPORTER_OTLP_HEADERS"
            )
        }
        return isForMetrics ? text : text + (text.hasSuffix("/") ? "" : "/") + "v1/metrics"
    }

    private static func headers(_ variables: Variables) throws(Failure) -> [(name: String, value: Secret)] {
        guard let (name, text) = variables.exporter("HEADERS") else { return [] }
        return try Variables.pairs(text, name).map { ($0.key, Secret($0.value)) }
    }

    private static func timeout(_ variables: Variables) throws(Failure) -> Duration {
        guard let (name, text) = variables.exporter("TIMEOUT") else { return standardTimeout }
        guard let milliseconds = Int32(text), milliseconds > 0 else {
            throw Failure(.configuration, "\(name) must be a number of milliseconds, at least 1")
        }
        return .milliseconds(milliseconds)
    }

    /// OpenTelemetry's is 10 s, longer than a pod has after SIGTERM to end by itself.
    private static let standardTimeout = Duration.seconds(5)
}
