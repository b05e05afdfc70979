internal import HTTPClient
internal import Text

/// Credentials of the role of the EC2 instance this runs on, from its metadata service, version 2.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
struct InstanceSource: CredentialSource {
    let context: AWSContext

    var name: String { "instance" }

    /// The metadata service with a token for it, or why there is none.
    private enum Session {
        case open(base: String, token: HTTPHeader)
        case none(String)
    }

    func find() throws(AWSError) -> Finding {
        switch try session() {
        case .open(let base, let token): try find(base, token)
        case .none(let reason): .nothing(reason)
        }
    }

    /// The region of the instance; nil: this is no instance, or it does not say.
    func region() throws(AWSError) -> String? {
        guard case .open(let base, let token) = try session() else { return nil }
        let answer = try answer("GET", base + "/latest/meta-data/placement/region", token)
        guard answer.status == 200 else { return nil }
        let region = try text(answer, base)
        return region.isRegion ? region : nil
    }

    private func session() throws(AWSError) -> Session {
        guard !context.isTrue("AWS_EC2_METADATA_DISABLED") else {
            return .none("AWS_EC2_METADATA_DISABLED is true")
        }
        let base = try base()
        let token: HTTPResponse
        do {
            token = try answer(
                "PUT", base + "/latest/api/token", HTTPHeader("x-aws-ec2-metadata-token-ttl-seconds", "21600"))
        } catch {
            // Not an EC2 instance, or a hop limit of 1, with which pods do not reach the service.
            return .none("no answer from \(base)")
        }
        guard token.status != 400 else { throw refusal(token, base) }
        guard token.status == 200 else { return .none("\(base) answers \(token.status)") }
        return .open(base: base, token: HTTPHeader("x-aws-ec2-metadata-token", try text(token, base)))
    }

    private func find(_ base: String, _ token: HTTPHeader) throws(AWSError) -> Finding {
        let roles = base + "/latest/meta-data/iam/security-credentials/"
        let list = try answer("GET", roles, token)
        guard list.status != 404 else { return .nothing("the instance has no role") }
        guard list.status == 200 else { throw refusal(list, base) }
        let role = try text(list, base)
        // Anything else is not a role's name, may be a secret, and must not be shown in messages.
        guard role.utf8.count <= 64, isPlain(role, with: "+=,.@_-") else { throw refusal(list, base) }
        let url = roles + percentEncoded(role)
        let answer = try answer("GET", url, token)
        guard answer.status == 200 else { throw refusal(answer, base) }
        return .credentials(try answer.credentials(from: url))
    }

    private func base() throws(AWSError) -> String {
        let variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT"
        let isIPv6 = context.value(variable + "_MODE")?.lowercased() == "ipv6"
        let standard = isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
        return try context.plainURL(context.value(variable) ?? standard, variable)
    }

    private func answer(_ method: String, _ url: String, _ header: HTTPHeader) throws(AWSError) -> HTTPResponse {
        let request = HTTPRequest(
            method: method, url: url, headers: [header],
            timeout: .seconds(number("AWS_METADATA_SERVICE_TIMEOUT")), usesProxy: false)
        return try context.http.answer(to: request, attempts: number("AWS_METADATA_SERVICE_NUM_ATTEMPTS"))
    }

    /// A setting of the metadata service, in seconds or attempts: 1 to 10, by default 1.
    private func number(_ variable: String) -> Int {
        context.value(variable).flatMap { Int($0) }.map { min(max($0, 1), 10) } ?? 1
    }

    /// The one word of an answer: a token, or a role's name.
    private func text(_ response: HTTPResponse, _ base: String) throws(AWSError) -> String {
        let lines = String(decoding: response.body, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let word = lines.first, word.isVisibleASCII, word.utf8.count < 4096 else {
            throw refusal(response, base)
        }
        return String(word)
    }

    private func refusal(_ response: HTTPResponse, _ base: String) -> AWSError {
        response.refusal("the metadata service at \(base) gives no credentials")
    }
}
