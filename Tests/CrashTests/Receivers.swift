import FoundationEssentials
import HTTPClient
import TestSupport
import Testing

/// The stand-ins that receive requests: three pods and CloudFront.
struct Receivers: Sendable {
    static let token = Decoy.secret("pods")
    static let distribution = "E2BX1E7RR7IV8R"
    /// A distribution that freshen.yaml names only in some tests.
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

    /// The requests to CloudFront and these pods since `moment` of the monotonic clock.
    func received(since moment: UInt64, pods: [Int]) throws -> Received {
        try Received(
            pods: pods.map { try requests(to: self.pods[$0]).since(moment) },
            cloudFront: requests(to: cloudFront).since(moment))
    }

    /// Makes one request to `receiver` fail, after the next `after` requests.
    func fail(_ receiver: StandIn, _ fault: String, after: Int = 0) throws {
        try set(receiver, #"{"fault": "\#(fault)", "after": \#(after)}"#)
    }

    /// Changes settings of `receiver`; its script in Tests/StandIns documents them.
    func set(_ receiver: StandIn, _ settings: String) throws {
        _ = try exchange("POST", receiver, "/control", settings)
    }

    /// Resets faults and settings of an earlier test.
    func reset() throws {
        for pod in pods {
            try set(pod, #"{"fault": null, "buildId": "standin-build", "freshSince": null, "clock": 0}"#)
        }
        try set(cloudFront, #"{"fault": null, "refuse": [], "complete": true, "polls": 1}"#)
    }

    private func requests(to receiver: StandIn) throws -> ReceivedRequests {
        try JSONDecoder().decode(ReceivedRequests.self, from: Data(exchange("GET", receiver, "/seen")))
    }

    private func exchange(_ method: String, _ receiver: StandIn, _ path: String, _ body: String = "") throws -> [UInt8]
    {
        let answer = try HTTPClient(userAgent: "tests").send(
            HTTPRequest(
                method: method, url: "http://127.0.0.1:\(receiver.port)\(path)", body: Array(body.utf8),
                timeout: .seconds(10), usesProxy: false))
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return answer.body
    }
}
