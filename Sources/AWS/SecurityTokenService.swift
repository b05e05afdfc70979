internal import HTTPClient
internal import Text

/// STS, which issues temporary credentials for a role.
struct SecurityTokenService {
    private let context: AWSContext
    private let region: String?

    /// The service of the region that the environment names, or else `region`; the global one where none is named.
    init(_ context: AWSContext, region: String?) {
        self.context = context
        self.region = context.regionOfEnvironment ?? region
    }

    func assume(_ role: Role, with credentials: Credentials) throws(AWSError) -> Credentials {
        try call("AssumeRole", role.parameters, signedWith: credentials)
    }

    /// Not signed: the token identifies the caller.
    func assume(_ role: Role, webIdentityToken token: String) throws(AWSError) -> Credentials {
        let parameters = role.parameters + [("WebIdentityToken", token)]
        do {
            return try call("AssumeRoleWithWebIdentity", parameters, hiding: token)
        } catch  where error.code == "IDPCommunicationError" {
            // STS could not reach the cluster's token issuer; AWS recommends a retry.
            return try call("AssumeRoleWithWebIdentity", parameters, hiding: token)
        }
    }

    /// The ARN of the user or role that credentials belong to; needs no right.
    func identity(of credentials: Credentials) throws(AWSError) -> String {
        let response = try send("GetCallerIdentity", [], signedWith: credentials, hiding: "")
        let answer = (try? XMLElement(xml: response.body))?["GetCallerIdentityResult"]
        guard let arn = answer?["Arn"]?.text else {
            throw .unreadable(response, "the answer to GetCallerIdentity names no one")
        }
        return arn
    }

    private func call(
        _ action: String, _ parameters: [(name: String, value: String)], signedWith credentials: Credentials? = nil,
        hiding secret: String = ""
    ) throws(AWSError) -> Credentials {
        let response = try send(action, parameters, signedWith: credentials, hiding: secret)
        let answer = (try? XMLElement(xml: response.body))?["\(action)Result"]?["Credentials"]
        guard let id = answer?["AccessKeyId"]?.text, let key = answer?["SecretAccessKey"]?.text,
            let token = answer?["SessionToken"]?.text,
            let end = answer?["Expiration"].flatMap({ UnixTime(iso8601: $0.text)?.seconds })
        else {
            throw .unreadable(response, "the answer to \(action) holds no credentials")
        }
        return try Credentials(
            id: (id, "AccessKeyId"), secret: (key, "SecretAccessKey"), token: (token, "SessionToken"), expiration: end)
    }

    private func send(
        _ action: String, _ parameters: [(name: String, value: String)], signedWith credentials: Credentials?,
        hiding secret: String
    ) throws(AWSError) -> HTTPResponse {
        try service(credentials).query(action, version: "2011-06-15", parameters, hiding: [secret])
    }

    private func service(_ credentials: Credentials?) throws(AWSError) -> AWSService {
        let regional = context.value("AWS_STS_REGIONAL_ENDPOINTS")?.lowercased() == "legacy" ? nil : region
        let standard =
            try regional.map { region throws(AWSError) in
                "https://sts.\(try context.checkedRegion(region)).\(region.domainOfRegion)"
            } ?? "https://sts.amazonaws.com"
        return AWSService(
            endpoint: try context.endpoint("sts", standard: standard), region: regional ?? "us-east-1",
            service: "sts", credentials: credentials, http: context.http, clock: context.clock)
    }
}
