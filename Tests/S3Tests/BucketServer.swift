import AWS
import FoundationEssentials
import Freshen
import HTTPClient
import S3
import TestSupport
import Testing

/// The strict stand-in for a bucket, and the objects that it lists.
struct BucketServer {
    static let name = "platform-binaries"
    private static let secret = Decoy.secret("aws")
    private let server: StandIn
    let http = HTTPClient(userAgent: "test")
    var port: Int { server.port }

    /// `page`: how many objects an answer lists at most.
    init(page: Int = 1000) throws {
        server = try StandIn("s3.py", ["--secret", Self.secret, "--page", "\(page)", "--bucket", Self.name])
    }

    func control(_ settings: JSONValue) throws {
        let request = HTTPRequest(
            method: "POST", url: "http://127.0.0.1:\(server.port)/control", body: Array(settings.sorted.utf8),
            timeout: .seconds(5), usesProxy: false)
        try #require(http.send(request).status == 200)
    }

    func fail(_ fault: String, times: Double = 1, after: Double = 0) throws {
        try control(.object(["fault": .text(fault), "times": .number(times), "after": .number(after)]))
    }

    func put(_ objects: [String: JSONValue]...) throws {
        try control(.object(["put": .list(objects.map(JSONValue.object))]))
    }

    func context(_ environment: [String: String] = [:]) -> AWSContext {
        let standard = [
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:\(server.port)", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": Self.secret,
        ]
        let clock = AWSClock { Int64(Date.now.timeIntervalSince1970) }
        return AWSContext(
            environment: standard.merging(environment) { $1 }, file: { _ in nil }, http: http, clock: clock)
    }

    /// The keys that the bucket lists.
    func keys(
        prefix: String = "", name: String = name, _ environment: [String: String] = [:],
        pause: @escaping (Duration) -> Void = { _ in }
    ) throws -> [String] {
        let time = WaitingTime(random: { 1 }, pause: pause, isInterrupted: { false })
        var keys: [String] = []
        try Bucket(name, context(environment), CredentialChain(context(environment)), time).list(prefix: prefix) {
            keys += $0.map(\.key)
        }
        return keys
    }
}

extension BucketServer {
    /// How many requests it has had.
    func listCount() throws -> Int {
        let request = HTTPRequest(
            method: "GET", url: "http://127.0.0.1:\(port)/seen", timeout: .seconds(5), usesProxy: false)
        let seen = try JSONDecoder().decode(JSONValue.self, from: Data(http.send(request).body))
        return seen["requests"].count ?? 0
    }
}
