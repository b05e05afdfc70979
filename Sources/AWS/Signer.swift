internal import HTTPClient
internal import Text

/// Signs requests with Signature Version 4, in the `Authorization` header.
///
/// Follows "Create a signed AWS API request" step by step and in its terms:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct Signer: Sendable {
    /// What differs between services.
    ///
    /// CloudFront and STS need `standard`; AWS's test suite for signatures uses others, too.
    struct Options: Hashable, Sendable {
        /// Removes empty, `.` and `..` segments from the path that is signed.
        var normalizesPath = true
        /// Signs the path encoded a second time; if false, encoded once.
        var doubleEncodesPath = true
        /// Sends the payload's hash as `X-Amz-Content-Sha256`, too.
        var sendsContentHash = false

        static let standard = Options()
        /// Keys of S3 may hold empty and dot segments.
        static let s3 = Options(normalizesPath: false, doubleEncodesPath: false, sendsContentHash: true)
    }

    let credentials: Credentials
    let region: String
    let service: String
    var options = Options.standard

    /// The request with its signature; this covers the headers that the request had and those that signing adds.
    ///
    /// `unixTime` is the time of the signature, in seconds since 1970; AWS refuses one that is five minutes off.
    func sign(_ request: HTTPRequest, unixTime: Int64) -> HTTPRequest {
        let time = SigningTime(unixTime)
        var signed = withSignedHeaders(request, time)
        let canonicalRequest = canonicalRequest(signed)
        let signature = signature(stringToSign(canonicalRequest, time), signingKey(time))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(credentialScope(time)), "
            + "SignedHeaders=\(canonicalHeaders(signed.headers).signed), Signature=\(signature)"
        signed.headers.append(HTTPHeader("Authorization", authorization))
        return signed
    }

    /// `Host` is set here, because the client might write the port differently from what was signed.
    private func withSignedHeaders(_ request: HTTPRequest, _ time: SigningTime) -> HTTPRequest {
        var request = request
        func add(_ name: String, _ value: String) {
            request.headers.removeAll { $0.name.lowercased() == name.lowercased() }
            request.headers.append(HTTPHeader(name, value))
        }
        add("Host", URLParts(request.url).host)
        add("X-Amz-Date", time.dateTime)
        if let token = credentials.sessionToken { add("X-Amz-Security-Token", token) }
        if options.sendsContentHash { add("X-Amz-Content-Sha256", hex(sha256(request.body))) }
        return request
    }

    // MARK: Step 1: Create a canonical request

    func canonicalRequest(_ request: HTTPRequest) -> String {
        let url = URLParts(request.url)
        let headers = canonicalHeaders(request.headers)
        return [
            request.method,
            canonicalURI(url.path),
            canonicalQueryString(url.query),
            headers.canonical,
            headers.signed,
            hex(sha256(request.body)),
        ].joined(separator: "\n")
    }

    private func canonicalURI(_ path: String) -> String {
        let path = options.normalizesPath ? removingDotSegments(path) : path
        let bytes = options.doubleEncodesPath ? Array(path.utf8) : percentDecoded(path)
        return percentEncoded(bytes, keeping: "/")
    }

    private func canonicalQueryString(_ query: String) -> String {
        let parameters = query.split(separator: "&").map { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count > 1 ? percentEncoded(percentDecoded(parts[1])) : ""
            return (percentEncoded(percentDecoded(parts[0])), value)
        }
        return parameters.sorted(by: <).map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// The headers as lines that each end in a line break, and their names joined with `;`.
    func canonicalHeaders(_ headers: [HTTPHeader]) -> (canonical: String, signed: String) {
        let values = Dictionary(grouping: headers) { $0.name.lowercased() }
        let names = values.keys.sorted()
        let lines = names.map { name in
            "\(name):\((values[name] ?? []).map { trimmingAll($0.value) }.joined(separator: ","))\n"
        }
        return (lines.joined(), names.joined(separator: ";"))
    }

    // MARK: Steps 2 and 3: Create a hash of the canonical request, create a string to sign

    func stringToSign(_ canonicalRequest: String, _ time: SigningTime) -> String {
        let hash = hex(sha256(Array(canonicalRequest.utf8)))
        return "AWS4-HMAC-SHA256\n\(time.dateTime)\n\(credentialScope(time))\n\(hash)"
    }

    private func credentialScope(_ time: SigningTime) -> String {
        "\(time.date)/\(region)/\(service)/aws4_request"
    }

    // MARK: Steps 4 and 5: Derive a signing key, calculate the signature

    func signingKey(_ time: SigningTime) -> [UInt8] {
        let dateKey = hmacSHA256(key: Array("AWS4\(credentials.secretAccessKey)".utf8), Array(time.date.utf8))
        let dateRegionKey = hmacSHA256(key: dateKey, Array(region.utf8))
        let dateRegionServiceKey = hmacSHA256(key: dateRegionKey, Array(service.utf8))
        return hmacSHA256(key: dateRegionServiceKey, Array("aws4_request".utf8))
    }

    func signature(_ stringToSign: String, _ signingKey: [UInt8]) -> String {
        hex(hmacSHA256(key: signingKey, Array(stringToSign.utf8)))
    }
}

/// A path without empty, `.` and `..` segments; a slash at the end stays.
private func removingDotSegments(_ path: String) -> String {
    var kept: [Substring] = []
    for segment in path.split(separator: "/") where segment != "." {
        if segment == ".." { kept = kept.dropLast() } else { kept.append(segment) }
    }
    return "/" + kept.joined(separator: "/") + (path.hasSuffix("/") && !kept.isEmpty ? "/" : "")
}

/// A header's value without blanks around it, and with each run of them inside as one.
private func trimmingAll(_ value: String) -> String {
    value.split { $0.isASCII && $0.isWhitespace }.joined(separator: " ")
}
