internal import FoundationEssentials
internal import Freshen
internal import HTTPClient

extension Listing {
    /// The failure of this list, without the token that an answer may repeat.
    func failure(_ exit: ExitCode, _ message: String) -> Failure {
        let text = token.map { message.replacing($0, with: "(secret)") } ?? message
        return Failure(exit, "cannot list \(list.resource) in namespace \(list.namespace) at \(server.url): \(text)")
    }

    /// What to check after a request that got no answer.
    func hint(_ error: HTTPError) -> String {
        switch (error.kind, server.account) {
        case (.tls, let account?): "; its certificate must come from \(account.authorities) and name that host"
        case (.unreachable, nil): "; is `kubectl proxy` running there?"
        default: ""
        }
    }

    /// The failure for an answer that is no list.
    func refusal(_ response: HTTPResponse) -> Failure {
        let text = "\(response.status) " + (response.statusMessage ?? "without a reason")
        switch response.status {
        case 401:
            let token = server.account.map { "the token in \($0.folder) was read twice and" } ?? "the caller"
            return failure(.refused, "\(text); \(token) is not accepted: is the service account still there?")
        case 403:
            return failure(
                .refused,
                "\(text); a Role in namespace \(list.namespace) must allow it, bound to that user: "
                    + "{ apiGroups: [\"\(list.group)\"], resources: [\(list.resource)], verbs: [list] }")
        case 410, 429, 500...599: return failure(.tryAgain, "\(text); the next run tries again")
        case 300..<400: return failure(.configuration, "\(response.status), a redirect: name the API server itself")
        default: return failure(.configuration, "\(text); check namespace, selector and api")
        }
    }
}

extension HTTPResult {
    /// How long to wait before the request is repeated; nil: that would not help.
    var retryDelay: Duration? {
        switch self {
        case .failure(let error):
            [.interrupted, .tls, .tooLarge].contains(error.kind) ? nil : Backoff.listing(retryAfter: nil)
        case .success(let response) where response.status == 429 || response.status >= 500:
            Backoff.listing(retryAfter: response.retryAfter)
        case .success: nil
        }
    }
}

extension HTTPResponse {
    /// The message of a Status object, else the body as text, because not every error comes as an object.
    fileprivate var statusMessage: String? {
        struct Status: Decodable { let message: String }
        let text =
            (try? JSONDecoder().decode(Status.self, from: Data(body)))?.message
            ?? String(decoding: body.prefix(2000), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : String(words.prefix(500))
    }
}
