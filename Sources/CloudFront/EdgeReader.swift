internal import AWS
package import Freshen
package import HTTPClient

/// Downloads from CloudFront as a consumer does, in pieces that are not kept.
package struct EdgeReader: EdgeReading {
    private let http: any HTTPSending
    private let isInterrupted: @Sendable () -> Bool

    /// Once `isInterrupted` returns true, a download ends with its next piece.
    package init(_ http: any HTTPSending, isInterrupted: @escaping @Sendable () -> Bool) {
        self.http = http
        self.isInterrupted = isInterrupted
    }

    package func entityTag(of url: String) -> String? {
        let request = HTTPRequest(method: "HEAD", url: url, timeout: .seconds(10))
        guard let response = try? http.send(request), (200...299).contains(response.status) else { return nil }
        return response.header("ETag")
    }

    package func download(_ url: String, within limit: Duration) throws(Failure) -> Download {
        let digest = RunningDigest.sha256()
        var request = HTTPRequest(method: "GET", url: url, timeout: limit)
        request.largestBody = Self.largest
        request.takeBody = { [isInterrupted] piece in
            digest.add(piece)
            return !isInterrupted()
        }
        return Download(url, try send(request), digest)
    }

    package func checksum(
        at url: String, key: [String]?, within limit: Duration
    ) throws(Failure) -> (download: Download, checksum: String?) {
        let response = try send(HTTPRequest(method: "GET", url: url, timeout: limit))
        let digest = RunningDigest.sha256()
        digest.add(response.body)
        return (Download(url, response, digest), CloudFront.checksum(in: response.body, at: key))
    }

    private func send(_ request: HTTPRequest) throws(Failure) -> HTTPResponse {
        do throws(HTTPError) {
            return try http.send(request)
        } catch {
            // A larger file, and a certificate that is not trusted, are the same the next time.
            let isLasting = [.tooLarge, .tls].contains(error.kind)
            throw Failure(isLasting ? .configuration : .tryAgain, "\(request.url.withoutQuery): \(error.message)")
        }
    }

    /// One gibibyte.
    private static let largest = 1 << 30
}

extension Download {
    fileprivate init(_ url: String, _ response: HTTPResponse, _ digest: RunningDigest) {
        self.init(
            url: url, status: response.status, cache: response.header("X-Cache"),
            edge: response.header("X-Amz-Cf-Pop"), entityTag: response.header("ETag"), size: digest.count,
            sha256: hex(digest.finish()))
    }
}
