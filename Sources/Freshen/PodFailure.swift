/// Why a pod did not revalidate what it was sent, in the words of a report.
package enum PodFailure: String, Sendable {
    case unreachable
    case timedOut = "timed out"
    case redirect
    case refused
    case noEndpoint = "no endpoint"
    case tooLarge = "too large"
    case busy
    case serverError = "server error"
    case notJSON = "not JSON"
    case notRevalidated = "not revalidated"
    /// A 4xx other than 401, 403, 404, 405, 413 and 429: the pod rejects the request's content.
    case rejected
    case unexpected
    case interrupted
    /// Nothing was sent, because the CMS cannot answer the renders that would follow.
    case withheld

    /// Whether the same request may succeed within the same run (`Retries`).
    var isTransient: Bool {
        switch self {
        case .unreachable, .timedOut, .busy, .serverError, .notJSON, .notRevalidated, .unexpected: true
        case .redirect, .refused, .noEndpoint, .tooLarge, .rejected, .interrupted, .withheld: false
        }
    }
}
