internal import FoundationEssentials
internal import Freshen
internal import HTTPClient
internal import Text

/// Lists objects of one kind, page by page.
///
/// While the server is busy, requests are repeated as long as there is time. If the continue token has expired (410),
/// the list is read again from its first page.
struct Listing {
    private let server: APIServer
    private let list: ListRequest
    private let http: any HTTPSending
    private let clock: Clock
    private let end: ContinuousClock.Instant
    private var token: String?
    private var hasReadTokenAgain = false

    /// Begins a list, which may take 10 s in all.
    init(_ list: ListRequest, of server: APIServer, http: any HTTPSending, clock: Clock) throws(Failure) {
        self.server = server
        self.list = list
        self.http = http
        self.clock = clock
        end = clock.now() + .seconds(10)
        token = try server.account?.token()
    }

    mutating func items<Item: Decodable>() throws(Failure) -> [Item] {
        var items: [Item] = []
        var (next, restarts) = ("", 0)
        while true {
            let response = try answer(continuing: next)
            if response.status == 410, restarts < 3 {
                (items, next, restarts) = ([], "", restarts + 1)
                continue
            }
            guard response.status == 200 else { throw refusal(response) }
            let page: ObjectList<Item> = try page(response)
            items += page.items ?? []
            guard let continueToken = page.metadata?.continue, !continueToken.isEmpty else { return items }
            guard clock.now() < end else { throw failure(.tryAgain, "it has more pages than can be read in 10 s") }
            next = continueToken
        }
    }

    // MARK: One page

    /// The answer for one page; after a failure that may be temporary, it is requested again.
    private mutating func answer(continuing next: String) throws(Failure) -> HTTPResponse {
        while true {
            let result = send(continuing: next)
            if case .success(let response) = result, response.status == 401, try readTokenAgain() { continue }
            guard let delay = result.retryDelay, clock.now() + delay < end else {
                switch result {
                case .success(let response): return response
                case .failure(let error): throw failure(.tryAgain, error.message + hint(error))
                }
            }
            clock.pause(delay)
        }
    }

    private func send(continuing next: String) -> HTTPResult {
        let query = next.isEmpty ? "" : "&continue=" + percentEncoded(next)
        var headers = [HTTPHeader("Accept", "application/json")]
        if let token { headers.append(HTTPHeader("Authorization", "Bearer " + token)) }
        // The server's own limit is 5 s, and its answer takes a moment.
        let timeout = min(.seconds(6), end - clock.now())
        var request = HTTPRequest(
            method: "GET", url: server.url + list.pathAndQuery + query, headers: headers,
            timeout: max(timeout, .milliseconds(1)), usesProxy: false)
        request.authorities = server.account?.authorities
        request.largestBody = Self.largestPage
        request.acceptsCompression = true
        return Result { () throws(HTTPError) in try http.send(request) }
    }

    /// Reads the token again, once, because the kubelet may have replaced it; returns whether it did.
    private mutating func readTokenAgain() throws(Failure) -> Bool {
        guard let account = server.account, !hasReadTokenAgain else { return false }
        hasReadTokenAgain = true
        token = try account.token()
        return true
    }

    private func page<Item: Decodable>(_ response: HTTPResponse) throws(Failure) -> ObjectList<Item> {
        guard let page = try? JSONDecoder().decode(ObjectList<Item>.self, from: Data(response.body)) else {
            throw failure(.configuration, "it answers with no \(list.kind): is it an API server?")
        }
        if page.kind == list.kind { return page }
        throw failure(.configuration, "it answers with a \(page.kind.prefix(100)): is it an API server?")
    }

    /// In bytes: enough for a page of 100 pods of 80 kB each, and few pods are that large.
    private static let largestPage = 8 << 20

    // MARK: Failures

    /// The failure of this list, without the token that an answer may repeat.
    private func failure(_ exit: ExitCode, _ message: String) -> Failure {
        let text = token.map { message.replacing($0, with: "(secret)") } ?? message
        return Failure(exit, "cannot list \(list.resource) in namespace \(list.namespace) at \(server.url): \(text)")
    }

    /// What to check after a request that got no answer.
    private func hint(_ error: HTTPError) -> String {
        switch (error.kind, server.account) {
        case (.tls, let account?): "; its certificate must come from \(account.authorities) and name that host"
        case (.unreachable, nil): "; is `kubectl proxy` running there?"
        default: ""
        }
    }

    /// The failure for an answer that is no list.
    private func refusal(_ response: HTTPResponse) -> Failure {
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
    fileprivate var retryDelay: Duration? {
        switch self {
        case .failure(let error):
            [.interrupted, .tls, .tooLarge, .outOfTime].contains(error.kind) ? nil : Backoff.listing(retryAfter: nil)
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
