internal import FoundationEssentials
internal import HTTPClient
internal import Text

/// A local service that issues credentials as JSON: a container's agent, or an instance's metadata service.
struct CredentialAgent {
    let http: any HTTPSending
    let attempts: Int

    /// Sends a request, at most `attempts` times while no answer comes, or one of status 500 to 599.
    func send(_ request: HTTPRequest) throws(AWSError) -> HTTPResponse {
        for _ in 1..<max(1, attempts) {
            if let response = try? http.send(request), !(500...599).contains(response.status) { return response }
        }
        do {
            return try http.send(request)
        } catch {
            throw AWSError(error, url: request.url)
        }
    }

    func credentials(in response: HTTPResponse, from url: String) throws(AWSError) -> Credentials {
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        guard let answer, let id = answer.AccessKeyId, let secret = answer.SecretAccessKey else {
            // An agent without credentials may give the reason in an answer of status 200.
            let reason = answer?.Code.map { ": it says \($0)" } ?? ""
            throw refusal("the answer of \(url) holds no credentials\(reason)", response)
        }
        let end = answer.Expiration.map { UnixTime(iso8601: $0)?.seconds }
        guard end.map({ $0 != nil }) ?? true else {
            throw refusal("the Expiration in the answer of \(url) is no date", response)
        }
        return try Credentials(
            id: (id, "AccessKeyId"), secret: (secret, "SecretAccessKey"), token: answer.Token.map { ($0, "Token") },
            expiration: end ?? nil)
    }

    /// Why there are no credentials; after a status of 500 or more a retry may help.
    func refusal(_ message: String, _ response: HTTPResponse) -> AWSError {
        let code = response.status >= 500 ? "Status\(response.status)" : "NoCredentials"
        return AWSError(.answer(status: response.status), code: code, message: message)
    }

    /// Named as in the JSON.
    private struct Answer: Decodable {
        let AccessKeyId, SecretAccessKey, Token, Expiration, Code: String?
    }
}
