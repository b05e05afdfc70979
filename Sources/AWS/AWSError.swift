package import HTTPClient

/// Why a request to AWS did not succeed.
package struct AWSError: Error, Hashable, Sendable {
    /// The places where a request can fail.
    package enum Origin: Hashable, Sendable {
        /// AWS answered with this HTTP status.
        case answer(status: Int)
        /// No complete answer arrived.
        case transport(HTTPError.Kind)
        /// Nothing was sent, because the configuration on this side does not allow it.
        case setup
    }

    /// The ways to deal with a failure.
    package enum Remedy: Hashable, Sendable {
        /// Ask less often: AWS limits the rate of requests.
        case slowDown
        /// Fetch or correct the credentials (or the clock: a signature is valid for five minutes).
        case signIn
        /// Grant the right that is missing.
        case grant
        /// Send the same again later.
        case retry
        /// Change the request: it will be refused again.
        case change
    }

    /// Where the failure arose.
    package let origin: Origin
    /// AWS's name of the error, such as `AccessDenied`; one of our own where AWS did not answer.
    package let code: String
    /// AWS's message, or freshen's own; may have several lines.
    package let message: String
    /// The id by which AWS's support finds the request; nil where the answer has none.
    package let requestID: String?
    /// The region of the bucket that a request to S3 was about, as S3 says; nil: it says none.
    package let bucketRegion: String?

    package init(
        _ origin: Origin, code: String, message: String, requestID: String? = nil, bucketRegion: String? = nil
    ) {
        self.origin = origin
        self.code = code
        self.message = message
        self.requestID = requestID
        self.bucketRegion = bucketRegion
    }

    init(_ error: HTTPError, url: String) {
        self.init(.transport(error.kind), code: "\(error.kind)", message: "no answer from \(url): \(error.message)")
    }

    /// The HTTP status of AWS's answer; nil where there was none.
    package var status: Int? {
        if case .answer(let status) = origin { status } else { nil }
    }

    /// What can be done about this failure.
    package var remedy: Remedy {
        switch (origin, code) {
        case (_, "Throttling"), (_, "ThrottlingException"), (_, "ThrottledException"), (_, "RequestThrottled"),
            (_, "RequestThrottledException"), (_, "TooManyRequestsException"), (_, "RequestLimitExceeded"),
            (_, "BandwidthLimitExceeded"), (_, "SlowDown"), (_, "PriorRequestNotComplete"), (.answer(429), _):
            .slowDown
        case (_, "NoCredentials"), (_, "ExpiredToken"), (_, "ExpiredTokenException"), (_, "RequestExpired"),
            (_, "InvalidClientTokenId"), (_, "UnrecognizedClientException"), (_, "InvalidAccessKeyId"),
            (_, "InvalidToken"), (_, "SignatureDoesNotMatch"), (_, "RequestTimeTooSkewed"),
            (_, "IncompleteSignature"), (_, "MissingAuthenticationToken"), (_, "AuthFailure"), (.answer(401), _),
            (_, "InvalidIdentityToken"), (_, "IDPRejectedClaim"):
            .signIn
        case (_, "AccessDenied"), (_, "AccessDeniedException"), (.answer(403), _): .grant
        case (_, "TooManyInvalidationsInProgress"), (_, "RequestTimeout"), (_, "RequestTimeoutException"),
            (_, "IDPCommunicationError"), (.answer(500...599), _), (.answer(408), _), (.answer(200...299), _):
            // An answer of success that cannot be read may have been cut off on its way.
            .retry
        case (.transport(.tls), _), (.transport(.tooLarge), _), (.answer, _), (.setup, _): .change
        case (.transport, _): .retry
        }
    }

    /// Whether the time of the signature may be wrong; AWS answers `SignatureDoesNotMatch` to an expired one, too.
    var mayBeClockSkew: Bool {
        ["RequestTimeTooSkewed", "RequestExpired", "SignatureDoesNotMatch", "InvalidSignatureException"].contains(code)
    }

    /// Whether AWS no longer accepts these credentials, so that newer ones may be accepted.
    var refusesCredentials: Bool {
        [
            "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException",
            "InvalidToken",
        ]
        .contains(code)
    }

    /// The failure for an answer of success that cannot be read.
    package static func unreadable(_ response: HTTPResponse, _ message: String) -> AWSError {
        AWSError(.answer(status: response.status), code: "UnreadableAnswer", message: message)
    }

    static func noCredentials(_ message: String) -> AWSError { setup("NoCredentials", message) }

    static func setup(_ code: String, _ message: String) -> AWSError {
        AWSError(.setup, code: code, message: message)
    }
}

extension AWSError: CustomStringConvertible {
    /// One line: what happened, AWS's code and status, the id of the request, what to do.
    package var description: String {
        var facts = [code]
        if let status { facts.append("HTTP \(status)") }
        if let requestID { facts.append("request \(requestID)") }
        // Messages of freshen's own are shown whole. What AWS, or a proxy in front of it, writes may be a whole page.
        let text = oneLine(message, atMost: origin == .setup ? 1200 : 400)
        return "\(text) (\(oneLine(facts.joined(separator: ", "), atMost: 400)))\(advice)"
    }

    private var advice: String {
        switch remedy {
        case .signIn where code == "RequestTimeTooSkewed": "; set this machine's clock"
        case .signIn where origin != .setup: "; check the credentials of this job"
        case .grant: "; add the right to the policy of these credentials"
        default: ""
        }
    }
}

/// A text without control characters, which would break the log's lines, cut after `limit` bytes.
private func oneLine(_ text: String, atMost limit: Int) -> String {
    let words = text.split(whereSeparator: { character in
        character.isWhitespace || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    })
    let line = words.joined(separator: " ")
    return line.utf8.count > limit ? line.prefix(limit) + "…" : line
}
