import FoundationEssentials
import HTTPClient
import TestSupport
import Testing

/// Who is told: three pods and a CloudFront, which stand in.
struct Audience: Sendable {
    static let token = Decoy.secret("pods")
    static let distribution = "E2BX1E7RR7IV8R"
    /// One that no file names unless a test says so.
    static let otherDistribution = "E3OTHER9QZ1K2M"
    static let secret = Decoy.secret("aws")

    let pods: [StandIn]
    let cloudFront: StandIn

    init() throws {
        pods = try (0..<3).map { _ in try StandIn("pod.py", ["--token", Self.token]) }
        let known = [Self.distribution, Self.otherDistribution].flatMap { ["--distribution", $0] }
        cloudFront = try StandIn("cloudfront.py", ["--secret", Self.secret] + known)
    }

    func url(of pod: Int) -> String { "http://127.0.0.1:\(pods[pod].port)" }

    /// What CloudFront and these pods have noted since `moment`, a reading of the monotonic clock.
    func heard(since moment: UInt64, pods: [Int]) throws -> Heard {
        try Heard(
            pods: pods.map { try noted(self.pods[$0]).since(moment) }, cloudFront: noted(cloudFront).since(moment))
    }

    /// Makes one request to `listener` fail, after the next few.
    func fail(_ listener: StandIn, _ fault: String, after: Int = 0) throws {
        try set(listener, #"{"fault": "\#(fault)", "after": \#(after)}"#)
    }

    /// Changes what `listener` does from now on, as its script says.
    func set(_ listener: StandIn, _ settings: String) throws {
        _ = try exchange("POST", listener, "/control", settings)
    }

    /// What one test asked for must not disturb the next one.
    func forgetFaults() throws {
        for pod in pods {
            try set(pod, #"{"fault": null, "buildId": "standin-build", "freshSince": null, "clock": 0}"#)
        }
        try set(cloudFront, #"{"fault": null, "refuse": [], "complete": true, "polls": 1}"#)
    }

    private func noted(_ listener: StandIn) throws -> Noted {
        try JSONDecoder().decode(Noted.self, from: Data(exchange("GET", listener, "/seen")))
    }

    private func exchange(_ method: String, _ listener: StandIn, _ path: String, _ body: String = "") throws -> [UInt8]
    {
        let answer = try HTTPClient(userAgent: "tests").send(
            HTTPRequest(
                method: method, url: "http://127.0.0.1:\(listener.port)\(path)", body: Array(body.utf8),
                timeout: .seconds(10), usesProxy: false))
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return answer.body
    }
}
