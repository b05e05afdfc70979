package import HTTPClient

/// The health URL of the CMS (`cms.health`): whether the CMS can answer the renders of revalidated pages.
package struct CMSHealth {
    private let url: String?
    private let http: HTTPClient

    /// Without a `url` the CMS counts as healthy.
    package init(url: String?, http: HTTPClient) {
        self.url = url
        self.http = http
    }

    /// Requests the health URL, and returns why the CMS is not healthy; nil: it answered 2xx, or no URL is configured.
    package func outage() -> String? {
        guard let url else { return nil }
        do throws(HTTPError) {
            let answer = try http.send(HTTPRequest(method: "GET", url: url, timeout: .seconds(5), usesProxy: false))
            return (200..<300).contains(answer.status) ? nil : "\(url) answers \(answer.status)"
        } catch {
            return "\(url): \(error.message)"
        }
    }
}
