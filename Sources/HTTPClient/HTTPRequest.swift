/// A complete request: the client adds only `Host`, `Accept`, `User-Agent` and `Content-Length`, and with
/// `acceptsCompression` also `Accept-Encoding`.
package struct HTTPRequest: Sendable {
    /// The method in capitals.
    package var method: String
    /// The address, `http` or `https`; its path is sent as it stands.
    package var url: String
    /// The fields to send.
    package var headers: [HTTPHeader]
    /// The body; an empty one is sent with `POST`, `PUT` and `PATCH` only.
    package var body: [UInt8]
    /// The time limit of request and answer together; connecting may take at most 5 s of it.
    package var timeout: Duration
    /// Whether the proxies that the environment names are used; not for addresses within the cluster.
    package var usesProxy: Bool
    /// A PEM file with the only certificate authorities that are trusted; nil: those of the system.
    package var authorities: String?
    /// The largest body that an answer may have, in bytes, after it is uncompressed.
    package var largestBody = 1 << 20
    /// Takes each piece of the answer's body, which `HTTPResponse` then does not hold; false ends the transfer.
    ///
    /// Nil: `HTTPResponse` holds the body.
    package var takeBody: (@Sendable ([UInt8]) -> Bool)?
    /// Whether the answer may come compressed; `HTTPResponse` holds it uncompressed.
    package var acceptsCompression = false

    package init(
        method: String, url: String, headers: [HTTPHeader] = [], body: [UInt8] = [], timeout: Duration,
        usesProxy: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.usesProxy = usesProxy
    }
}
