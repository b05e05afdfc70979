internal import HTTPClient

/// Credentials from the agent beside a container: EKS Pod Identity and ECS.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
struct ContainerSource: CredentialSource {
    let context: AWSContext

    var name: String { "container" }

    func find() throws(AWSError) -> Finding {
        guard let url = try url() else { return .nothing("AWS_CONTAINER_CREDENTIALS_FULL_URI is not set") }
        var headers = [HTTPHeader("Accept", "application/json")]
        if let token = try token() { headers.append(HTTPHeader("Authorization", token)) }
        let request = HTTPRequest(method: "GET", url: url, headers: headers, timeout: .seconds(2), usesProxy: false)
        let response = try context.http.answer(to: request, attempts: 3)
        guard response.status == 200 else {
            throw response.refusal(
                "\(url) gives no credentials: is this pod's service account associated with a role?")
        }
        return .credentials(try response.credentials(from: url))
    }

    private func url() throws(AWSError) -> String? {
        if let path = context.value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard path.hasPrefix("/"), path.isVisibleASCII else {
                throw .noCredentials("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must be a path that begins with /")
            }
            return "http://169.254.170.2" + path
        }
        guard let url = context.value("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        guard isTrusted(url) else {
            throw .noCredentials(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https://, or http:// to this machine or AWS's own agents")
        }
        return url
    }

    /// Whether the token may be sent to a URL: over TLS to any host, otherwise to this machine or AWS's own agents.
    private func isTrusted(_ url: String) -> Bool {
        guard url.isVisibleASCII, !url.contains(where: { "@\\#".contains($0) }) else { return false }
        let host = URLParts(url).hostName
        let agents = ["localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]
        return url.hasPrefix("https://") && !host.isEmpty
            || url.hasPrefix("http://") && (agents.contains(host) || isLoopback(host))
    }

    private func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    private func token() throws(AWSError) -> String? {
        if let file = context.value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            return try context.token(inFile: file, named: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")
        }
        guard let token = context.value("AWS_CONTAINER_AUTHORIZATION_TOKEN") else { return nil }
        guard token.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .noCredentials("AWS_CONTAINER_AUTHORIZATION_TOKEN holds a line break; set it anew")
        }
        return token
    }
}
