internal import FoundationEssentials
internal import Freshen
internal import HTTPClient

/// A pod's answer, read by the contract.
///
/// It is `done` where the status is 200 and the body is JSON with `"revalidated": true`, or names the entries it refuses;
/// any other answer is a named failure.
struct RevalidationAnswer {
    /// An entry that the pod refuses, named as in its answer.
    struct RefusedEntry {
        let name: String?
        let reason: String
    }

    let outcome: PodOutcome
    private(set) var refused: [RefusedEntry] = []
    private(set) var incarnation: Incarnation?
    /// `Retry-After`.
    private(set) var retryAfter: Duration?

    init(_ result: HTTPResult, url: String) {
        switch result {
        case .failure(let error): outcome = .failed(PodFailure(error.kind), error.message)
        case .success(let response) where response.status == 200:
            guard let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) else {
                outcome = .failed(.notJSON, "it answers 200 with something that is no JSON object")
                return
            }
            refused = (body.results ?? []).filter { $0.ok == false }.map { entry in
                RefusedEntry(name: entry.name, reason: entry.error ?? "no reason given")
            }
            incarnation = Incarnation(body, at: response.unixTime)
            // Without `revalidated: true` it is done only if the results name refused entries: then the rest was revalidated.
            let isDone = body.revalidated == true || !refused.isEmpty
            outcome = isDone ? .done : .failed(.notRevalidated, "it answers 200 without \"revalidated\": true")
        case .success(let response):
            outcome = Self.outcome(response, url: url)
            retryAfter = response.retryAfter
        }
    }

    private static func outcome(_ response: HTTPResponse, url: String) -> PodOutcome {
        switch response.status {
        case 300..<400:
            return .failed(.redirect, "\(url) redirects: name the URL it leads to, or keep the middleware off it")
        case 401, 403:
            return .failed(.refused, "\(url) answers \(response.status): the token is not the one it expects")
        case 404, 405:
            return .failed(
                .noEndpoint,
                "\(url) answers \(response.status): the image lacks the endpoint; if the app has a basePath, put it into endpoint"
            )
        case 413: return .failed(.tooLarge, "\(url) answers 413")
        case 429, 503: return .failed(.busy, "\(url) answers \(response.status)")
        case 400..<500: return .failed(.rejected, "\(url) answers \(response.status)")
        case 500..<600: return .failed(.serverError, "\(url) answers \(response.status)")
        default: return .failed(.unexpected, "\(url) answers \(response.status)")
        }
    }

    fileprivate struct Body: Decodable {
        struct Result: Decodable {
            let name: String?
            let ok: Bool?
            let error: String?

            enum Key: String, CodingKey { case path, tag, ok, error }

            init(from decoder: any Decoder) throws {
                let container = try? decoder.container(keyedBy: Key.self)
                let text = { (key: Key) in try? container?.decode(String.self, forKey: key) }
                name = text(.path) ?? text(.tag)
                ok = try? container?.decode(Bool.self, forKey: .ok)
                error = text(.error)
            }
        }

        let revalidated: Bool?
        let results: [Result]?
        let buildId: String?
        let freshSince: String?

        enum Key: String, CodingKey { case revalidated, results, buildId, freshSince }

        // A key whose value has another type is ignored, and must not make the other keys unreadable.
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            revalidated = try? container.decode(Bool.self, forKey: .revalidated)
            results = try? container.decode([Result].self, forKey: .results)
            buildId = try? container.decode(String.self, forKey: .buildId)
            freshSince = try? container.decode(String.self, forKey: .freshSince)
        }
    }
}

extension Incarnation {
    /// The age of `freshSince` is measured by the pod's own clock, the answer's `Date`; there is none for the future.
    fileprivate init(_ body: RevalidationAnswer.Body, at unixTime: Int64?) {
        let freshSince = body.freshSince.flatMap(Self.storable)
        let since = freshSince.flatMap { Instant(rfc3339: $0) }
        // A Date has no fractions of a second: the clock may have been nearly a second further.
        let latest = unixTime.map { Instant(microseconds: $0 * 1_000_000) + .seconds(1) }
        var age: Duration?
        if let since, let latest, since <= latest {
            age = .microseconds(latest.microseconds - since.microseconds)
        }
        self.init(buildId: body.buildId.flatMap(Self.storable), freshSince: freshSince, age: age)
    }

    /// The text where the ledger can store it; nil: it is empty, too long or holds control characters.
    private static func storable(_ text: String) -> String? {
        let isStorable = !text.isEmpty && text.utf8.count <= 200 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
        return isStorable ? text : nil
    }
}

extension PodFailure {
    init(_ kind: HTTPError.Kind) {
        switch kind {
        case .unreachable, .tls: self = .unreachable
        case .timedOut: self = .timedOut
        case .interrupted: self = .interrupted
        case .tooLarge, .broken: self = .unexpected
        }
    }
}
