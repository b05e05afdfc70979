import HTTPClient
import TestSupport
import Testing

@testable import Freshen
@testable import Metrics

/// Exports to a collector that answers, fails or hangs.
@Suite(.timeLimit(.minutes(10))) struct ExportTests {
    private static let key = Decoy.secret("collector")

    private func writer(
        _ url: String, _ environment: [String: String] = [:], http: HTTPClient = HTTPClient(userAgent: "tests/1"),
        longestExport: Duration? = nil
    ) throws -> MetricsWriter {
        let variables = [
            "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "\(url)/v1/metrics?key=\(Self.key)",
            "OTEL_EXPORTER_OTLP_HEADERS": "api-key=\(Self.key.replacing("+", with: "%2B")),content-encoding=identity",
        ]
        return MetricsWriter(
            try MetricsSettings(environment: variables.merging(environment) { $1 }), version: "1.2.3", http: http,
            longestExport: longestExport)
    }

    /// Why an export failed, which shows no secret; nil: it did not.
    private func complaint(_ writer: MetricsWriter) -> String? {
        do throws(Failure) {
            try writer.export(measured(busyReport(), busyStatus()))
            return nil
        } catch {
            #expect(!Decoy.isShown(in: error.message))
            return error.message
        }
    }

    @Test func `an export is one request with the headers and the document`() throws {
        let collector = try HTTPStandIn { _ in .answer(status: 200, body: "{}") }
        #expect(complaint(try writer(collector.url, ["OTEL_SERVICE_NAME": "s"])) == nil)
        let request = try #require(collector.requests.first)
        #expect(collector.requests.count == 1 && request.method == "POST")
        #expect(request.target == "/v1/metrics?key=\(Self.key)")
        #expect(request.headers["content-type"] == "application/json" && request.headers["user-agent"] == "tests/1")
        #expect(request.headers["api-key"] == Self.key && request.headers["content-encoding"] == "identity")
        let document = OTLPDocument(
            run: measured(busyReport(), busyStatus()), resource: ["service.name": "s"], version: "1.2.3")
        #expect(try parsed(request.body) == parsed(try document.json.bytes()))
    }

    @Test func `without a collector nothing is sent`() throws {
        let writer = MetricsWriter(
            try MetricsSettings(environment: [:]), version: "1", http: HTTPClient(userAgent: "tests/1"),
            longestExport: nil)
        #expect(complaint(writer) == nil && !writer.isOn)
    }

    @Test(arguments: [301, 400, 429, 503])
    func `a collector that refuses is named without what it says, and not asked again`(status: Int) throws {
        let collector = try HTTPStandIn { request in
            .answer(status: status, headers: ["Location": "/"], body: "you sent \(request.headers["api-key"] ?? "")")
        }
        #expect(
            complaint(try writer(collector.url))
                == "the metrics of this run did not reach \(collector.url): HTTP \(status); its own log may say why")
        #expect(collector.requests.count == 1)
    }

    @Test(arguments: [#""2""#, "2"])
    func `rejected data points are counted`(count: String) throws {
        let collector = try HTTPStandIn { request in
            let message = request.headers["api-key"] ?? ""
            return .answer(
                status: 200,
                body: "{\"partialSuccess\":{\"rejectedDataPoints\":\(count),\"errorMessage\":\"\(message)\"}}")
        }
        #expect(complaint(try writer(collector.url))?.contains(": it rejected 2 data points; ") == true)
    }

    @Test(arguments: ["", "[]", "<html>", #"{"partialSuccess":{}}"#, #"{"partialSuccess":{"rejectedDataPoints":"0"}}"#])
    func `any other answer of 200 is a success`(body: String) throws {
        let collector = try HTTPStandIn { _ in .answer(status: 200, body: body) }
        #expect(complaint(try writer(collector.url)) == nil)
    }

    @Test func `a collector that hangs is given up after the timeout`() throws {
        let collector = try HTTPStandIn { _ in .hang }
        let http = HTTPClient(userAgent: "tests/1")
        let timeout = { (milliseconds: String) in ["OTEL_EXPORTER_OTLP_TIMEOUT": milliseconds] }
        let limits: [(environment: [String: String], longest: Duration?, left: Duration?)] = [
            (timeout("100"), nil, nil), (timeout("60000"), .milliseconds(100), nil),
            (timeout("60000"), nil, .milliseconds(100)),
        ]
        for (environment, longest, left) in limits {
            http.timeLeft = { left }
            let writer = try writer(collector.url, environment, http: http, longestExport: longest)
            let began = ContinuousClock.now
            #expect(complaint(writer)?.hasPrefix("the metrics of this run did not reach ") == true)
            #expect(ContinuousClock.now - began < .seconds(20))
        }
        #expect(collector.requests.count == 3)
    }

    @Test func `nothing is sent when the run's time is over`() throws {
        let collector = try HTTPStandIn { _ in .answer(status: 200) }
        let http = HTTPClient(userAgent: "tests/1")
        http.timeLeft = { .zero }
        #expect(
            complaint(try writer(collector.url, http: http))?.hasSuffix(": not sent: the run's time is over") == true)
        #expect(collector.connections == 0)
    }

    @Test func `nothing is sent after a signal`() throws {
        let collector = try HTTPStandIn { _ in .answer(status: 200) }
        let interrupt = try Interrupt()
        let http = HTTPClient(userAgent: "tests/1", interrupt: interrupt.descriptor)
        interrupt.fire()
        #expect(complaint(try writer(collector.url, http: http))?.hasSuffix(": not sent: interrupted") == true)
        #expect(collector.connections == 0)
    }

    @Test(arguments: [Behaviour.reset, .close, .raw("SSH-2.0\r\n", then: .close)])
    func `a server that is no collector is named`(behaviour: Behaviour) throws {
        let collector = try HTTPStandIn { _ in behaviour }
        let complaint = complaint(try writer(collector.url))
        #expect(complaint?.hasPrefix("the metrics of this run did not reach \(collector.url): ") == true)
    }

    @Test func `an address that nobody listens on is named`() throws {
        #expect(complaint(try writer("http://127.0.0.1:1"))?.contains("http://127.0.0.1:1: ") == true)
    }
}
