internal import FoundationEssentials
internal import Freshen
internal import HTTPClient

/// What a pod's answer says by the contract.
///
/// Done means status 200 and JSON and `"revalidated": true`, with no entry refused; all else has a name.
struct RevalidationAnswer {
    let outcome: PodOutcome

    init(_ result: HTTPResult, url: String) {
        switch result {
        case .failure(let error): outcome = .failed(PodFailure(error.kind), error.message)
        case .success(let response): outcome = Self.outcome(response, url: url)
        }
    }

    private static func outcome(_ response: HTTPResponse, url: String) -> PodOutcome {
        switch response.status {
        case 200: return accepted(response)
        case 300..<400:
            return .failed(.redirect, "\(url) redirects: name the URL it leads to, or keep the middleware off it")
        case 401, 403:
            return .failed(.refused, "\(url) answers \(response.status): the token is not the one it expects")
        case 404, 405:
            return .failed(
                .noEndpoint, "\(url) answers \(response.status): the image lacks the endpoint, or has a basePath")
        case 413: return .failed(.tooLarge, "\(url) answers 413")
        case 429, 503: return .failed(.busy, "\(url) answers \(response.status)")
        case 500..<600: return .failed(.serverError, "\(url) answers \(response.status)")
        default: return .failed(.unexpected, "\(url) answers \(response.status)")
        }
    }

    private struct Body: Decodable {
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

        enum Key: String, CodingKey { case revalidated, results }

        // Another type in a word's place is no word of the contract; it must not hide the words beside it.
        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            revalidated = try? container.decode(Bool.self, forKey: .revalidated)
            results = try? container.decode([Result].self, forKey: .results)
        }
    }

    private static func accepted(_ response: HTTPResponse) -> PodOutcome {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)) else {
            return .failed(.notJSON, "it answers 200 with something that is no JSON object")
        }
        let refused = (body.results ?? []).filter { $0.ok == false }
        if let first = refused.first {
            return .failed(
                .notRevalidated,
                "it refuses \(refused.count) of the entries, \(first.name ?? "one without a name") first: "
                    + (first.error ?? "no reason given"))
        }
        guard body.revalidated == true else {
            return .failed(.notRevalidated, "it answers 200 without \"revalidated\": true")
        }
        return .done
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
