internal import FoundationEssentials
internal import Freshen
internal import HTTPClient

/// What a pod's answer says by the contract.
///
/// Done means status 200 and JSON and `"revalidated": true`, with no entry refused; all else has a name.
struct RevalidationAnswer {
    /// An entry that the pod refuses, by the name that it gives it.
    struct RefusedEntry {
        let name: String?
        let reason: String
    }

    let outcome: PodOutcome
    private(set) var refused: [RefusedEntry] = []
    private(set) var said: Incarnation?
    /// How long it asks to be left alone.
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
            said = Incarnation(body, at: response.unixTime)
            // Without results nobody knows which entries were done.
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
                .noEndpoint, "\(url) answers \(response.status): the image lacks the endpoint, or has a basePath")
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

        // Another type in a word's place is no word of the contract; it must not hide the words beside it.
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
    /// `freshSince` counts by the pod's own clock, which stands in the answer's `Date`; in the future it counts as none.
    fileprivate init(_ body: RevalidationAnswer.Body, at unixTime: Int64?) {
        let freshSince = body.freshSince.flatMap(Self.word)
        let since = freshSince.flatMap { Instant(rfc3339: $0) }
        // A Date has no fractions of a second: it may have been nearly a second later.
        let latest = unixTime.map { Instant(microseconds: $0 * 1_000_000) + .seconds(1) }
        var age: Duration?
        if let since, let latest, since <= latest {
            age = .microseconds(latest.microseconds - since.microseconds)
        }
        self.init(buildId: body.buildId.flatMap(Self.word), freshSince: freshSince, age: age)
    }

    /// A word that can be kept; what is longer, or holds control characters, is none of the contract's.
    private static func word(_ text: String) -> String? {
        let isOne = !text.isEmpty && text.utf8.count <= 200 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
        return isOne ? text : nil
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
