internal import FoundationEssentials
internal import Freshen
internal import HTTPClient
internal import Text

/// Lists objects of one kind, page by page.
///
/// A server that is busy is asked again while there is time. When the continue token has expired (410), it starts over.
struct Listing {
    let server: APIServer
    let list: ListRequest
    private let http: any HTTPSending
    private let clock: Clock
    private let end: ContinuousClock.Instant
    private(set) var token: String?
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

    mutating func items<Item: Decodable>(_ type: Item.Type) throws(Failure) -> [Item] {
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
        do throws(HTTPError) {
            return .success(try http.send(request))
        } catch {
            return .failure(error)
        }
    }

    /// Reads the token again, once, because the kubelet may have replaced it; returns whether it did.
    private mutating func readTokenAgain() throws(Failure) -> Bool {
        guard let account = server.account, !hasReadTokenAgain else { return false }
        hasReadTokenAgain = true
        token = try account.token()
        return true
    }

    private func page<Item: Decodable>(_ response: HTTPResponse) throws(Failure) -> ObjectList<Item> {
        do {
            let page = try JSONDecoder().decode(ObjectList<Item>.self, from: Data(response.body))
            if page.kind == list.kind { return page }
            throw failure(.configuration, "it answers with a \(page.kind.prefix(100)): is it an API server?")
        } catch let failure as Failure {
            throw failure
        } catch {
            throw failure(.configuration, "it answers with no \(list.kind): is it an API server?")
        }
    }

    /// A hundred pods of 80 kB each, which few pods reach.
    private static let largestPage = 8 << 20
}
