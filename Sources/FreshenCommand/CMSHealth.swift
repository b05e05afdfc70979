internal import HTTPClient

/// Asks whether the CMS can answer renders.
struct CMSHealth {
    let url: String?
    let http: HTTPClient

    /// Why it cannot; nil: it answered 2xx, or nobody asks.
    func outage() -> String? {
        guard let url else { return nil }
        do throws(HTTPError) {
            let answer = try http.send(HTTPRequest(method: "GET", url: url, timeout: .seconds(5), usesProxy: false))
            return (200..<300).contains(answer.status) ? nil : "\(url) answers \(answer.status)"
        } catch {
            return "\(url): \(error.message)"
        }
    }
}
