internal import FoundationEssentials
internal import Freshen
internal import HTTPClient

/// A pod's answer, read according to README's "The revalidation contract".
///
/// It is `done` where the status is 200 and the body is JSON with `"revalidated": true`, or names the entries it refuses;
/// any other answer is a named failure.
struct RevalidationAnswer {
    /// An entry that the pod refuses, named as in its answer.
    struct RefusedEntry {
        let name: String?
        /// The type of a route pattern; nil: the answer has none.
        let type: String?
        let reason: String
    }

    let outcome: PodOutcome
    private(set) var refused: [RefusedEntry] = []
    /// Entries that no revalidation reaches on the pod's version of Next.js.
    private(set) var unsupported: [RefusedEntry] = []
    /// The version of Next.js; nil: the pod does not say.
    private(set) var nextVersion: String?
    /// How far the wall clock was set since the process began; nil: the pod does not say.
    private(set) var clockStep: Duration?
    private(set) var incarnation: Incarnation?
    /// `Retry-After`.
    private(set) var retryAfter: Duration?

    init(_ result: HTTPResult, url: String) {
        switch result {
        case .failure(let error): outcome = .failed(PodFailure(error.kind), error.message)
        case .success(let response) where response.status == 200:
            guard let body = Body(response.body) else {
                outcome = .failed(.notJSON, Self.noJSON(response))
                return
            }
            let failed = (body.results?.value ?? []).compactMap(\.value).filter { $0.ok?.value == false }
            refused = failed.filter { $0.unsupported?.value != true }.map(RefusedEntry.init)
            unsupported = failed.filter { $0.unsupported?.value == true }.map(RefusedEntry.init)
            nextVersion = body.next?.value.flatMap(Incarnation.storable)
            clockStep = body.clockStep?.value.flatMap(Self.duration)
            incarnation = Incarnation(body, at: response.unixTime)
            // Without `revalidated: true` it is done only if the results name entries that failed: the rest was revalidated.
            let isDone = body.revalidated?.value == true || !failed.isEmpty
            outcome = isDone ? .done : .failed(.notRevalidated, "it answers 200 without \"revalidated\": true")
        case .success(let response):
            outcome = Self.outcome(response, url: url)
            retryAfter = response.retryAfter
        }
    }

    /// A page in place of the endpoint's answer has a usual cause.
    private static func noJSON(_ response: HTTPResponse) -> String {
        guard response.header("Content-Type")?.lowercased().hasPrefix("text/html") == true else {
            return "it answers 200 with something that is no JSON object"
        }
        return
            "it answers 200 with a page (text/html): a middleware or a catch-all route answers in place of the endpoint; "
            + "exclude it in the middleware's matcher, or name its address, such as endpoint: /en/api/revalidate"
    }

    /// Milliseconds, which may be negative; nil: more than a process can have run.
    private static func duration(milliseconds: Double) -> Duration? {
        milliseconds.isFinite && abs(milliseconds) < 1e13 ? .milliseconds(Int64(milliseconds)) : nil
    }

    private static func outcome(_ response: HTTPResponse, url: String) -> PodOutcome {
        let error = Body(response.body)?.error?.value
        let answer = "\(url) answers \(response.status)" + (error.map { ", \($0)" } ?? "")
        return switch response.status {
        case 300..<400:
            .failed(.redirect, "\(url) redirects: name the URL it leads to, or keep the middleware off it")
        case 401, 403: .failed(.refused, "\(answer): the token is not the one it expects")
        case 404, 405:
            .failed(
                .noEndpoint,
                "\(answer): the image lacks the endpoint; if the app has a basePath, put it into endpoint")
        case 413: .failed(.tooLarge, answer)
        case 429, 503: .failed(.busy, answer)
        case 400..<500: .failed(.rejected, answer)
        case 500..<600: .failed(.serverError, answer)
        default: .failed(.unexpected, answer)
        }
    }

    fileprivate struct Body: Decodable {
        struct Result: Decodable {
            let path, type, tag, error: Lenient<String>?
            let ok, unsupported: Lenient<Bool>?
        }

        /// Nil: the answer is no JSON object in UTF-8.
        ///
        /// Foundation would also read UTF-16, and repair what is no UTF-8.
        init?(_ bytes: [UInt8]) {
            guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil,
                let body = try? JSONDecoder().decode(Self.self, from: Data(bytes))
            else { return nil }
            self = body
        }

        let revalidated: Lenient<Bool>?
        let results: Lenient<[Lenient<Result>]>?
        let buildId, freshSince, next, error: Lenient<String>?
        let clockStep: Lenient<Double>?
    }
}

extension RevalidationAnswer.RefusedEntry {
    fileprivate init(_ entry: RevalidationAnswer.Body.Result) {
        self.init(
            name: entry.path?.value ?? entry.tag?.value, type: entry.type?.value,
            reason: entry.error?.value ?? "no reason given")
    }
}

/// A value that is ignored where it has another type: it must not make the values beside it unreadable.
private struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) {
        value = try? Value(from: decoder)
    }
}

extension Incarnation {
    /// The age of `freshSince` is measured by the pod's own clock, the answer's `Date`; a future instant has none.
    fileprivate init(_ body: RevalidationAnswer.Body, at unixTime: Int64?) {
        let freshSince = body.freshSince?.value.flatMap(Self.storable)
        let since = freshSince.flatMap { Instant(rfc3339: $0) }
        // A Date has no fractions of a second, so the pod's clock may have been nearly a second later.
        let latest = unixTime.map { Instant(microseconds: $0 * 1_000_000) + .seconds(1) }
        var age: Duration?
        if let since, let latest, since <= latest {
            let time = Duration.microseconds(latest.microseconds - since.microseconds)
            // No process runs that long: 0001-01-01 is what some languages write for no date.
            age = time < .seconds(10 * 366 * 86_400) ? time : nil
        }
        self.init(buildId: body.buildId?.value.flatMap(Self.storable), freshSince: freshSince, age: age)
    }

    /// The text where the ledger can store it; nil: it is empty, too long or holds control characters.
    fileprivate static func storable(_ text: String) -> String? {
        let isStorable = !text.isEmpty && text.utf8.count <= 200 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
        return isStorable ? text : nil
    }
}

extension PodFailure {
    init(_ kind: HTTPError.Kind) {
        switch kind {
        case .unreachable, .tls: self = .unreachable
        case .timedOut, .outOfTime: self = .timedOut
        case .interrupted: self = .interrupted
        case .tooLarge, .broken: self = .unexpected
        }
    }
}
