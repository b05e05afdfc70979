internal import FoundationEssentials
internal import Freshen
internal import HTTPClient
internal import Text

/// Lists objects of one kind: page by page, with patience for a server that is busy, and from the start where the list
/// has grown too old to go on with.
struct Listing {
    private let server: APIServer
    private let order: ListOrder
    private let http: any HTTPSending
    private let clock: Clock
    private let end: ContinuousClock.Instant
    private var token: String?
    private var hasReadTokenAgain = false

    /// Begins a list, for which there are 10 s in all.
    init(_ order: ListOrder, of server: APIServer, http: any HTTPSending, clock: Clock) throws(Failure) {
        self.server = server
        self.order = order
        self.http = http
        self.clock = clock
        end = clock.now() + .seconds(10)
        token = try server.account?.token()
    }

    /// All objects.
    mutating func items<Item: Decodable>(_ type: Item.Type) throws(Failure) -> [Item] {
        var items: [Item] = []
        var (next, restarts) = ("", 0)
        while true {
            let response = try answer(continuing: next)
            // Too much time has passed since the first page, or the server has forgotten it: another list begins.
            if response.status == 410, restarts < 3 {
                (items, next, restarts) = ([], "", restarts + 1)
                continue
            }
            guard response.status == 200 else { throw refusal(response) }
            let page: ObjectList<Item> = try page(response)
            items += page.items ?? []
            guard let token = page.metadata?.continue, !token.isEmpty else { return items }
            guard clock.now() < end else { throw failure(.tryAgain, "it has more pages than can be read in 10 s") }
            next = token
        }
    }

    // MARK: One page

    /// The answer for one page; what may be over in a moment is waited for.
    private mutating func answer(continuing next: String) throws(Failure) -> HTTPResponse {
        while true {
            let result = send(continuing: next)
            if case .success(let response) = result, response.status == 401, try readTokenAgain() { continue }
            guard let wait = result.wait, clock.now() + wait < end else {
                switch result {
                case .success(let response): return response
                case .failure(let error): throw failure(.tryAgain, error.message + hint(error))
                }
            }
            clock.pause(wait)
        }
    }

    private func send(continuing next: String) -> HTTPResult {
        let query = next.isEmpty ? "" : "&continue=" + percentEncoded(next)
        var headers = [HTTPHeader("Accept", "application/json")]
        if let token { headers.append(HTTPHeader("Authorization", "Bearer " + token)) }
        // Beyond its own 5 s, the time in which the server says so.
        let timeout = min(.seconds(6), end - clock.now())
        var request = HTTPRequest(
            method: "GET", url: server.url + order.target + query, headers: headers,
            timeout: max(timeout, .milliseconds(1)), usesProxy: false)
        request.authorities = server.account?.authorities
        request.largestBody = Self.largestPage
        request.acceptsCompression = true
        do throws(HTTPError) {
            return .success(try http.send(request))
        } catch {
            return .failure(error)
        }
    }

    /// True once: the kubelet may have put a new token in the place of one that was read too early.
    private mutating func readTokenAgain() throws(Failure) -> Bool {
        guard let account = server.account, !hasReadTokenAgain else { return false }
        hasReadTokenAgain = true
        token = try account.token()
        return true
    }

    private func page<Item: Decodable>(_ response: HTTPResponse) throws(Failure) -> ObjectList<Item> {
        do {
            let page = try JSONDecoder().decode(ObjectList<Item>.self, from: Data(response.body))
            if page.kind == order.kind { return page }
            throw failure(.configuration, "it answers with a \(page.kind.prefix(100)): is it an API server?")
        } catch let failure as Failure {
            throw failure
        } catch {
            throw failure(.configuration, "it answers with no \(order.kind): is it an API server?")
        }
    }

    /// A hundred pods of 80 kB each, which is a lot for a pod.
    private static let largestPage = 8 << 20
}

// MARK: - What went wrong

extension Listing {
    private func failure(_ exit: ExitCode, _ message: String) -> Failure {
        let text = token.map { message.replacing($0, with: "(secret)") } ?? message
        return Failure(exit, "cannot list \(order.resource) in namespace \(order.namespace) at \(server.url): \(text)")
    }

    private func hint(_ error: HTTPError) -> String {
        switch (error.kind, server.account) {
        case (.tls, let account?): "; its certificate must come from \(account.authorities) and name that host"
        case (.unreachable, nil): "; is `kubectl proxy` running there?"
        default: ""
        }
    }

    private func refusal(_ response: HTTPResponse) -> Failure {
        let text = "\(response.status) " + (response.statusMessage ?? "without a reason")
        switch response.status {
        case 401:
            let token = server.account.map { "the token in \($0.folder) was read twice and" } ?? "who asks"
            return failure(.refused, "\(text); \(token) is not accepted: is the service account still there?")
        case 403:
            return failure(
                .refused,
                "\(text); a Role in namespace \(order.namespace) must allow it, bound to that user: "
                    + "{ apiGroups: [\"\(order.group)\"], resources: [\(order.resource)], verbs: [list] }")
        case 410, 429, 500...599: return failure(.tryAgain, "\(text); the next run tries again")
        case 300..<400: return failure(.configuration, "\(response.status), a redirect: name the API server itself")
        default: return failure(.configuration, "\(text); check namespace, selector and api")
        }
    }
}

extension HTTPResult {
    /// How long to wait before the same is asked again; nil: it would not help.
    fileprivate var wait: Duration? {
        switch self {
        case .failure(let error):
            error.kind == .interrupted || error.kind == .tls || error.kind == .tooLarge ? nil : Backoff.listing(retryAfter: nil)
        case .success(let response) where response.status == 429 || response.status >= 500:
            Backoff.listing(retryAfter: response.retryAfter)
        case .success: nil
        }
    }
}

extension HTTPResponse {
    /// What the server says: a Status object's message, or a text, for not every error comes as an object.
    fileprivate var statusMessage: String? {
        struct Status: Decodable { let message: String }
        let text =
            (try? JSONDecoder().decode(Status.self, from: Data(body)))?.message
            ?? String(decoding: body.prefix(2000), as: UTF8.self)
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.isEmpty ? nil : String(words.prefix(500))
    }
}
