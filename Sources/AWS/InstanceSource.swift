internal import HTTPClient
internal import Text

/// Credentials of the role of the EC2 instance this runs on, from its metadata service, version 2.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
struct InstanceSource: CredentialSource {
    let context: AWSContext

    var name: String { "instance" }

    func find() throws(AWSError) -> Finding {
        guard !context.isTrue("AWS_EC2_METADATA_DISABLED") else {
            return .nothing("AWS_EC2_METADATA_DISABLED is true")
        }
        let base = try base()
        let agent = CredentialAgent(http: context.http, attempts: number("AWS_METADATA_SERVICE_NUM_ATTEMPTS"))
        let token: HTTPResponse
        do {
            token = try agent.send(
                request("PUT", base + "/latest/api/token", HTTPHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600")))
        } catch {
            // Not an EC2 instance, or a hop limit of 1, with which pods do not reach the service.
            return .nothing("no answer from \(base)")
        }
        guard token.status != 400 else { throw refused(agent, base, token) }
        guard token.status == 200 else { return .nothing("\(base) answers \(token.status)") }
        return try find(agent, base, HTTPHeader("x-aws-ec2-metadata-token", try text(agent, base, token)))
    }

    private func find(_ agent: CredentialAgent, _ base: String, _ token: HTTPHeader) throws(AWSError) -> Finding {
        let roles = base + "/latest/meta-data/iam/security-credentials/"
        let list = try agent.send(request("GET", roles, token))
        guard list.status != 404 else { return .nothing("the instance has no role") }
        guard list.status == 200 else { throw refused(agent, base, list) }
        let role = try text(agent, base, list)
        // Anything else is not a role's name, may be a secret, and must not be shown in messages.
        guard role.utf8.count <= 64, role.utf8.allSatisfy(isPartOfRole) else { throw refused(agent, base, list) }
        let url = roles + percentEncoded(role)
        let answer = try agent.send(request("GET", url, token))
        guard answer.status == 200 else { throw refused(agent, base, answer) }
        return .credentials(try agent.credentials(in: answer, from: url))
    }

    private func isPartOfRole(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "+=,.@_-".utf8.contains(byte)
        }
    }

    private func base() throws(AWSError) -> String {
        let isIPv6 = context.value("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
        return try AWSService.plainURL(
            context.value("AWS_EC2_METADATA_SERVICE_ENDPOINT")
                ?? (isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"), "AWS_EC2_METADATA_SERVICE_ENDPOINT")
    }

    private func request(_ method: String, _ url: String, _ header: HTTPHeader) -> HTTPRequest {
        HTTPRequest(
            method: method, url: url, headers: [header],
            timeout: .seconds(number("AWS_METADATA_SERVICE_TIMEOUT")), usesProxy: false)
    }

    /// A setting of the metadata service, in seconds or attempts: 1 to 10, by default 1.
    private func number(_ variable: String) -> Int {
        context.value(variable).flatMap { Int($0) }.map { min(max($0, 1), 10) } ?? 1
    }

    /// The one word of an answer: a token, or a role's name.
    private func text(_ agent: CredentialAgent, _ base: String, _ response: HTTPResponse) throws(AWSError) -> String {
        let lines = String(decoding: response.body, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let word = lines.first, word.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), word.utf8.count < 4096
        else {
            throw refused(agent, base, response)
        }
        return String(word)
    }

    private func refused(_ agent: CredentialAgent, _ base: String, _ response: HTTPResponse) -> AWSError {
        agent.refusal("the metadata service at \(base) gives no credentials", response)
    }
}
