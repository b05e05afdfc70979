package import HTTPClient
internal import Text

/// A request to a service of AWS whose answer is taken later.
package struct BegunAWSRequest {
    fileprivate let request: HTTPRequest
    fileprivate let keys: Credentials?
    fileprivate let pending: any PendingAnswer
}

/// One service of AWS at one endpoint: sends signed requests and turns refusals into `AWSError`.
package struct AWSService {
    private let endpoint: String
    private let region: String
    private let service: String
    private let credentials: (any CredentialProviding)?
    private let http: any HTTPSending
    private let clock: AWSClock
    private let timeout: Duration
    private let options: Signer.Options
    private let largestBody: Int

    /// A service at `endpoint`, such as `https://cloudfront.amazonaws.com`, as signed for `region` and `service`.
    ///
    /// Without `credentials` requests are not signed.
    package init(
        endpoint: String, region: String, service: String, credentials: (any CredentialProviding)?,
        http: any HTTPSending, clock: AWSClock, timeout: Duration = .seconds(10)
    ) {
        self.init(
            endpoint: endpoint, region: region, service: service, credentials: credentials, http: http, clock: clock,
            timeout: timeout, options: .standard, largestBody: 1 << 20)
    }

    /// S3 at `endpoint`, whose requests are signed in their own way and whose answers may have 16 MiB.
    package static func s3(
        endpoint: String, region: String, credentials: any CredentialProviding, _ context: AWSContext
    ) -> AWSService {
        AWSService(
            endpoint: endpoint, region: region, service: "s3", credentials: credentials, http: context.http,
            clock: context.clock, timeout: .seconds(30), options: .s3, largestBody: 16 << 20)
    }

    private init(
        endpoint: String, region: String, service: String, credentials: (any CredentialProviding)?,
        http: any HTTPSending, clock: AWSClock, timeout: Duration, options: Signer.Options, largestBody: Int
    ) {
        self.endpoint = endpoint
        self.region = region
        self.service = service
        self.credentials = credentials
        self.http = http
        self.clock = clock
        self.timeout = timeout
        self.options = options
        self.largestBody = largestBody
    }

    /// Signs one request, sends it and returns an answer of status 200 to 299.
    ///
    /// `path` is percent-encoded and begins with `/`; `query` is not encoded yet. A request that is refused because of
    /// its time or expired credentials is repeated once, with AWS's time or newer credentials. Throws for every other
    /// status, with AWS's message in which `secrets` are replaced, and if there is no answer.
    package func send(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [HTTPHeader] = [],
        body: [UInt8] = [], hiding secrets: [String] = []
    ) throws(AWSError) -> HTTPResponse {
        try finish(begin(method: method, path: path, query: query, headers: headers, body: body), hiding: secrets)
    }

    /// Signs one request and begins it, so that the caller can work while AWS does.
    package func begin(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: [HTTPHeader] = [],
        body: [UInt8] = []
    ) throws(AWSError) -> BegunAWSRequest {
        let parameters = query.map { "\(percentEncoded($0.name))=\(percentEncoded($0.value))" }
        let url = endpoint + path + (query.isEmpty ? "" : "?" + parameters.joined(separator: "&"))
        var request = HTTPRequest(
            method: method, url: url, headers: headers, body: body, timeout: timeout, usesProxy: true)
        request.largestBody = largestBody
        return begin(request, try credentials?.credentials())
    }

    private func begin(_ request: HTTPRequest, _ keys: Credentials?) -> BegunAWSRequest {
        let signer = keys.map { Signer(credentials: $0, region: region, service: service, options: options) }
        let signed = signer?.sign(request, unixTime: clock.unixTime) ?? request
        return BegunAWSRequest(request: request, keys: keys, pending: http.begin(signed))
    }

    /// Takes the answer to a request that was begun, as `send` does.
    package func finish(_ begun: BegunAWSRequest, hiding secrets: [String] = []) throws(AWSError) -> HTTPResponse {
        var keys = begun.keys
        let first = try attempt(begun, secrets)
        guard case .failure(let refusal) = first.answer else { return try first.answer.get() }
        if refusal.refusesCredentials, let newer = try credentials?.refreshed() {
            keys = newer
        } else if !(refusal.mayBeClockSkew && first.isClockCorrected) {
            throw refusal
        }
        return try attempt(begin(begun.request, keys), secrets).answer.get()
    }

    /// Sends an action of the Query protocol, with its parameters as a form.
    func query(
        _ action: String, version: String, _ parameters: [(name: String, value: String)], hiding secrets: [String] = []
    ) throws(AWSError) -> HTTPResponse {
        let form = ([("Action", action), ("Version", version)] + parameters)
            .map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")
        return try send(
            method: "POST", path: "/",
            headers: [HTTPHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: Array(form.utf8), hiding: secrets)
    }

    private func attempt(
        _ begun: BegunAWSRequest, _ secrets: [String]
    ) throws(AWSError) -> (answer: Result<HTTPResponse, AWSError>, isClockCorrected: Bool) {
        let (response, keys) = (try begun.pending.answer(place: endpoint), begun.keys)
        let isClockCorrected = clock.correct(by: response.header("Date"))
        guard (200...299).contains(response.status) else {
            let hidden = secrets + [keys?.secretAccessKey, keys?.sessionToken].compactMap { $0 }
            return (.failure(refusal(response, hiding: hidden)), isClockCorrected)
        }
        return (.success(response), isClockCorrected)
    }

    /// S3 answers with the error itself as its root, the other services with an `ErrorResponse` around it.
    private func refusal(_ response: HTTPResponse, hiding secrets: [String]) -> AWSError {
        let root = try? XMLElement(xml: response.body)
        let error = root?["Error"] ?? root
        let id =
            root?["RequestId"]?.text ?? root?["RequestID"]?.text ?? response.header("x-amzn-RequestId")
            ?? response.header("x-amz-request-id")
        let message = error?["Message"]?.text ?? "\(endpoint) gave an answer that is not AWS's"
        // AWS answers a wrong signature with the request as it saw it, session token included.
        let safe = secrets.reduce(message) { $1.isEmpty ? $0 : $0.replacing($1, with: "[secret]") }
        return AWSError(
            .answer(status: response.status), code: error?["Code"]?.text ?? "Status\(response.status)",
            message: safe, requestID: id,
            bucketRegion: response.header("x-amz-bucket-region") ?? error?["Region"]?.text)
    }
}
