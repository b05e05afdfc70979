import AWS
import CloudFront
import Glibc
import HTTPClient
import TestSupport
import Testing

/// The strict stand-in for CloudFront, and clients of it.
struct CloudFrontStandIn {
    static let distribution = "EDFDVBD6EXAMPLE"
    static let key = Decoy.secret("key")

    let server: StandIn
    var credentials = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: key, sessionToken: nil)

    init(_ arguments: [String] = []) throws {
        server = try StandIn("cloudfront.py", ["--secret", Self.key] + arguments)
    }

    var now: () -> Int64 = { Int64(time(nil)) }

    private func context(_ aliases: any AliasKeeping = MemoryAliases()) -> AWSContext {
        AWSContext(
            environment: [
                "AWS_ENDPOINT_URL_CLOUDFRONT": "http://127.0.0.1:\(server.port)", "AWS_REGION": "eu-west-1",
                "AWS_ACCESS_KEY_ID": credentials.accessKeyID, "AWS_SECRET_ACCESS_KEY": credentials.secretAccessKey,
            ], file: { _ in nil }, http: LoopbackSender(), clock: AWSClock(now), aliases: aliases)
    }

    /// The client that a run uses.
    func edge(_ aliases: any AliasKeeping = MemoryAliases()) -> CloudFrontClient {
        CloudFrontClient(context(aliases))
    }

    func distributions() throws -> CloudFrontAPI {
        CloudFrontAPI(try .cloudFront(context(), credentials: credentials))
    }

    func create(_ items: [String], _ reference: String, distribution: String = distribution) throws -> Invalidation {
        try distributions().createInvalidation(
            distribution: distribution, items: items, callerReference: reference)
    }

    func invalidation(_ id: String) throws -> Invalidation {
        try distributions().invalidation(distribution: Self.distribution, id: id)
    }

    func control(_ settings: String) throws {
        _ = try exchange("POST", "/control", settings)
    }

    /// What the server accepted, as JSON.
    func seen() throws -> String {
        try exchange("GET", "/seen", "")
    }

    private func exchange(_ method: String, _ path: String, _ body: String) throws -> String {
        let request = HTTPRequest(
            method: method, url: "http://127.0.0.1:\(server.port)\(path)", headers: [], body: Array(body.utf8),
            timeout: .seconds(5), usesProxy: false)
        let response = try LoopbackSender().send(request)
        try #require(response.status == 200, "\(path)")
        return String(decoding: response.body, as: UTF8.self)
    }
}
