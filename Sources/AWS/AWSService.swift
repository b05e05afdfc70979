package import HTTPClient

/// One service of AWS at one endpoint: sends signed requests and turns refusals into `AWSError`.
package struct AWSService {
    private let endpoint: String
    private let signer: Signer
    private let http: any HTTPSending
    private let timeout: Duration

    /// A service at `endpoint`, such as `https://cloudfront.amazonaws.com`, as signed for `region` and `service`.
    package init(
        endpoint: String, region: String, service: String, credentials: Credentials,
        options: Signer.Options = .standard, http: any HTTPSending, timeout: Duration = .seconds(10)
    ) {
        self.endpoint = endpoint
        self.signer = Signer(credentials: credentials, region: region, service: service, options: options)
        self.http = http
        self.timeout = timeout
    }

    /// Signs one request, sends it and returns an answer of status 200 to 299.
    ///
    /// `path` is percent-encoded and begins with `/`; `query` is not encoded yet; `unixTime` is now. Throws for
    /// every other status, with what AWS's answer says, and where no answer came.
    package func send(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [HTTPHeader] = [],
        body: [UInt8] = [], unixTime: Int64
    ) throws(AWSError) -> HTTPResponse {
        let parameters = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        let url = endpoint + path + (query.isEmpty ? "" : "?" + parameters.joined(separator: "&"))
        let request = HTTPRequest(
            method: method, url: url, headers: headers, body: body, timeout: timeout, usesProxy: true)
        let response = try send(signer.sign(request, unixTime: unixTime))
        guard (200...299).contains(response.status) else { throw refusal(response) }
        return response
    }

    private func send(_ request: HTTPRequest) throws(AWSError) -> HTTPResponse {
        do {
            return try http.send(request)
        } catch {
            throw AWSError(error, url: endpoint)
        }
    }

    /// S3 answers with the error itself as its root, the other services with an `ErrorResponse` around it.
    private func refusal(_ response: HTTPResponse) -> AWSError {
        let root = try? XMLElement(xml: response.body)
        let error = root?["Error"] ?? root
        let id = root?["RequestId"]?.text ?? root?["RequestID"]?.text ?? response.header("x-amzn-RequestId")
        return AWSError(
            .answer(status: response.status),
            code: error?["Code"]?.text ?? "Status\(response.status)",
            message: withoutSecrets(error?["Message"]?.text ?? "\(endpoint) gave an answer that is not AWS's"),
            requestID: id)
    }

    /// A refused signature is answered with the request that AWS saw, session token included.
    private func withoutSecrets(_ message: String) -> String {
        [signer.credentials.secretAccessKey, signer.credentials.sessionToken ?? ""].reduce(message, hiding)
    }
}

private func hiding(_ text: String, _ secret: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
        let isSecret = !secret.isEmpty && rest.hasPrefix(secret)
        result += isSecret ? "[secret]" : String(first)
        rest = rest.dropFirst(isSecret ? secret.count : 1)
    }
    return result
}
