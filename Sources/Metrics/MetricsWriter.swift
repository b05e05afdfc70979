package import Freshen
package import HTTPClient

/// Writes the metrics of runs as the settings say.
package struct MetricsWriter {
    private let settings: MetricsSettings
    private let version: String
    private let http: any HTTPSending
    private let longestExport: Duration?

    /// No export takes longer than `longestExport`, or than its own timeout.
    package init(_ settings: MetricsSettings, version: String, http: any HTTPSending, longestExport: Duration?) {
        self.settings = settings
        self.version = version
        self.http = http
        self.longestExport = longestExport
    }

    /// Whether anything is written at all.
    package var isOn: Bool { settings.line != nil || settings.exporter != nil }

    /// The line of a run, one JSON object; nil: none is asked for.
    package func line(_ run: MeasuredRun) throws(Failure) -> String? {
        let json: JSON? =
            switch settings.line {
            case nil: nil
            case .log: run.logLine
            case .emf: run.embedded(service: settings.resource["service.name"] ?? "")
            }
        guard let json else { return nil }
        return String(decoding: try json.bytes(), as: UTF8.self)
    }

    /// Sends the metrics of a run to the collector, if there is one, in one attempt.
    ///
    /// Throws where the collector did not take them all. Neither what it answers nor a header is part of the message.
    package func export(_ run: MeasuredRun) throws(Failure) {
        guard let exporter = settings.exporter else { return }
        let document = OTLPDocument(run: run, resource: settings.resource, version: version)
        let headers = exporter.headers.map { HTTPHeader($0.name, $0.value.reveal) }
        let request = HTTPRequest(
            method: "POST", url: exporter.url, headers: [HTTPHeader("Content-Type", "application/json")] + headers,
            body: try document.json.bytes(), timeout: min(exporter.timeout, longestExport ?? exporter.timeout))
        let answer: HTTPResponse
        do throws(HTTPError) {
            answer = try http.send(request)
        } catch {
            throw Self.failure(exporter, error.message)
        }
        if let complaint = Self.complaint(answer) { throw Self.failure(exporter, complaint) }
    }

    private static func failure(_ exporter: OTLPSettings, _ reason: String) -> Failure {
        Failure(.tryAgain, "the metrics of this run did not reach \(exporter.collector): \(reason)")
    }

    private static func complaint(_ answer: HTTPResponse) -> String? {
        guard (200...299).contains(answer.status) else { return "HTTP \(answer.status); its own log may say why" }
        let rejected = OTLPAnswer.rejected(answer.body)
        return rejected == 0 ? nil : "it rejected \(rejected) data points; its own log may say why"
    }
}
