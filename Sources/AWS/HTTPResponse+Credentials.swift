internal import FoundationEssentials
internal import HTTPClient
internal import Text

extension HTTPSending {
    /// Sends a request, at most `attempts` times while no answer comes, or one of status 500 to 599.
    ///
    /// `place` is what the message about a missing answer names; nil: the request's URL.
    func answer(to request: HTTPRequest, attempts: Int) throws(AWSError) -> HTTPResponse {
        for _ in 1..<max(1, attempts) {
            if let response = try? send(request), !(500...599).contains(response.status) { return response }
        }
        return try begin(request).answer(place: request.url)
    }
}

extension PendingAnswer {
    /// The answer; an error names `place`.
    func answer(place: String) throws(AWSError) -> HTTPResponse {
        do {
            return try take()
        } catch {
            throw AWSError(error, url: place)
        }
    }
}

extension HTTPResponse {
    /// The credentials in the JSON of a local service: a container's agent, or an instance's metadata service.
    func credentials(from url: String) throws(AWSError) -> Credentials {
        let answer = try? JSONDecoder().decode(Answer.self, from: Data(body))
        guard let answer, let id = answer.AccessKeyId, let secret = answer.SecretAccessKey else {
            // An agent without credentials may give the reason in an answer of status 200.
            let reason = answer?.Code.map { ": it says \($0)" } ?? ""
            throw refusal("the answer of \(url) holds no credentials\(reason)")
        }
        let end = answer.Expiration.map { UnixTime(iso8601: $0)?.seconds }
        guard end.map({ $0 != nil }) ?? true else {
            throw refusal("the Expiration in the answer of \(url) is no date")
        }
        return try Credentials(
            id: (id, "AccessKeyId"), secret: (secret, "SecretAccessKey"), token: answer.Token.map { ($0, "Token") },
            expiration: end ?? nil)
    }

    /// Why there are no credentials; after a status of 500 or more a retry may help.
    func refusal(_ message: String) -> AWSError {
        AWSError(
            .answer(status: status), code: status >= 500 ? "Status\(status)" : "NoCredentials", message: message)
    }
}

/// Named as in the JSON.
private struct Answer: Decodable {
    let AccessKeyId, SecretAccessKey, Token, Expiration, Code: String?
}
