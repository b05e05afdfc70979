import TestSupport
import Testing

@testable import Freshen
@testable import Metrics

@Suite(.timeLimit(.minutes(10))) struct MetricsSettingsTests {
    private static let endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"

    private func exporter(_ environment: [String: String]) throws -> OTLPSettings? {
        try MetricsSettings(environment: environment).exporter
    }

    /// The message of a refusal, which shows no value of the variables.
    private func refusal(_ environment: [String: String]) -> String {
        do throws(Failure) {
            _ = try MetricsSettings(environment: environment)
            return "accepted"
        } catch {
            #expect(error.exit == .configuration && !Decoy.isShown(in: error.message), "\(error)")
            return error.message
        }
    }

    @Test func `nothing is written unless it is asked for`() throws {
        for environment in [[:], ["FRESHEN_METRICS": "", Self.endpoint: ""]] {
            let settings = try MetricsSettings(environment: environment)
            #expect(settings.line == nil && settings.exporter == nil)
        }
        #expect(try MetricsSettings(environment: ["FRESHEN_METRICS": "log"]).line == .log)
        #expect(try MetricsSettings(environment: ["FRESHEN_METRICS": "emf"]).line == .emf)
        #expect(
            refusal(["FRESHEN_METRICS": Decoy.secret("metrics")])
                == "FRESHEN_METRICS must be log or emf; without it no line is written")
    }

    @Test(arguments: [
        ("http://c:4318", "http://c:4318/v1/metrics"), ("http://c:4318/", "http://c:4318/v1/metrics"),
        ("https://c/base", "https://c/base/v1/metrics"),
    ])
    func `the endpoint for all signals is a base`(base: String, url: String) throws {
        #expect(try exporter([Self.endpoint: base])?.url == url)
    }

    @Test func `the endpoint for metrics is taken as it is, before the one for all signals`() throws {
        let both = ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://m:1/x?key=k", Self.endpoint: "http://c:4318"]
        let exporter = try #require(try exporter(both))
        #expect(exporter.url == "http://m:1/x?key=k" && exporter.collector == "http://m:1")
    }

    @Test func `an endpoint that is no plain URL is refused`() {
        let decoy = Decoy.secret("collector")
        let mistakes = ["collector:4318", "http://", "http:///v1"]
        for text in mistakes + ["http://me:\(decoy)@c", "http://c/ \(decoy)", "http://c?\(decoy)"] {
            #expect(refusal([Self.endpoint: text]).hasPrefix("OTEL_EXPORTER_OTLP_ENDPOINT must be a URL such as "))
        }
        #expect(
            refusal(["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://\(decoy)@c/v1"])
                .hasPrefix("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT must be a URL such as "))
    }

    @Test func `headers are decoded, those for metrics win, and no description shows them`() throws {
        let decoy = Decoy.secret("headers")
        let encoded = decoy.replacing("+", with: "%2B")
        let text = " api-key = \(encoded) ,x=a%20b%3Dc=d,"
        let general = [Self.endpoint: "http://c", "OTEL_EXPORTER_OTLP_HEADERS": text]
        let exporter = try #require(try exporter(general))
        #expect(exporter.headers.map(\.name) == ["api-key", "x"])
        #expect(exporter.headers.map(\.value.reveal) == [decoy, "a b=c=d"])
        #expect(!Decoy.isShown(in: "\(exporter)"))
        let special = general.merging(["OTEL_EXPORTER_OTLP_METRICS_HEADERS": "y=1"]) { $1 }
        #expect(try self.exporter(special)?.headers.map(\.name) == ["y"])
    }

    @Test func `headers that cannot be sent are refused`() {
        let decoy = Decoy.secret("headers")
        for text in [decoy, "=\(decoy)", "a=1,\(decoy)", "a=%0D%0Ab:\(decoy)", "a=%FF\(decoy)"] {
            #expect(
                refusal([Self.endpoint: "http://c", "OTEL_EXPORTER_OTLP_HEADERS": text])
                    == "OTEL_EXPORTER_OTLP_HEADERS must be KEY=VALUE,KEY=VALUE, with percent-encoded values")
        }
    }

    @Test func `the timeout is milliseconds`() throws {
        let timeout = { (text: String) in [Self.endpoint: "http://c", "OTEL_EXPORTER_OTLP_TIMEOUT": text] }
        #expect(try exporter([Self.endpoint: "http://c"])?.timeout == .seconds(5))
        #expect(try exporter(timeout("250"))?.timeout == .milliseconds(250))
        for text in ["0", "-1", "5s", "99999999999"] {
            #expect(refusal(timeout(text)) == "OTEL_EXPORTER_OTLP_TIMEOUT must be a number of milliseconds, at least 1")
        }
    }

    @Test func `other protocols are refused with what to set`() throws {
        for name in ["OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL"] {
            #expect(try exporter([Self.endpoint: "http://c", name: "http/json"]) != nil)
            #expect(
                refusal([Self.endpoint: "http://c", name: "grpc"])
                    == "\(name) is not http/json, the only protocol that freshen has: set "
                    + "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL=http/json and an endpoint for it (a collector's port 4318), or "
                    + "OTEL_METRICS_EXPORTER=none")
        }
        let both = ["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc", "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL": "http/json"]
        #expect(try exporter(both.merging([Self.endpoint: "http://c"]) { $1 }) != nil)
        #expect(try exporter(["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"]) == nil)
    }

    @Test func `the export can be switched off, whatever else is set`() throws {
        let broken = [Self.endpoint: "nonsense", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"]
        for off in [["OTEL_SDK_DISABLED": "True"], ["OTEL_METRICS_EXPORTER": "none"]] {
            #expect(try exporter(broken.merging(off) { $1 }) == nil)
        }
        #expect(try exporter([Self.endpoint: "http://c", "OTEL_SDK_DISABLED": "0"]) != nil)
        #expect(try exporter([Self.endpoint: "http://c", "OTEL_METRICS_EXPORTER": "otlp"]) != nil)
        #expect(
            refusal([Self.endpoint: "http://c", "OTEL_METRICS_EXPORTER": "prometheus"])
                == "OTEL_METRICS_EXPORTER must be otlp or none")
    }

    @Test func `the resource has the service's name and the attributes of the environment`() throws {
        let resource = { (more: [String: String]) in
            try MetricsSettings(environment: more.merging([Self.endpoint: "http://c"]) { $1 }).resource
        }
        #expect(try resource([:]) == ["service.name": "freshen"])
        let attributes = ["OTEL_RESOURCE_ATTRIBUTES": "service.name=a,k8s.cluster.name=eu%2C1"]
        #expect(try resource(attributes) == ["service.name": "a", "k8s.cluster.name": "eu,1"])
        #expect(try resource(attributes.merging(["OTEL_SERVICE_NAME": "b"]) { $1 })["service.name"] == "b")
        #expect(
            refusal(["FRESHEN_METRICS": "emf", "OTEL_RESOURCE_ATTRIBUTES": "a"])
                == "OTEL_RESOURCE_ATTRIBUTES must be KEY=VALUE,KEY=VALUE, with percent-encoded values")
    }
}
