internal import CCurl

/// The reason why a request has no answer.
package struct HTTPError: Error, Hashable, Sendable {
    /// The causes that callers handle differently.
    package enum Kind: Hashable, Sendable {
        /// No connection: the name is unknown, or the address refused or did not answer in time; nothing was sent.
        case unreachable
        /// The request was sent, and the answer was not complete in time.
        case timedOut
        /// The request was not sent, because no time is left for it.
        case outOfTime
        /// The TLS handshake failed, or the certificate is not trusted.
        case tls
        /// The request was not sent because of the interrupt, or was given up after it; the server may have seen it.
        case interrupted
        /// The answer is larger than the request allows.
        case tooLarge
        /// The connection was lost, or what came over it is not HTTP; the server may have seen the request.
        case broken
    }

    /// Why there is no answer.
    package var kind: Kind
    /// The code of libcurl, a `CURLcode`.
    package var code: Int32
    /// One line without a newline and without any header or body.
    package var message: String

    package init(kind: Kind, code: Int32 = 0, message: String) {
        self.kind = kind
        self.code = code
        self.message = message
    }

    /// Turns a status of libcurl into an error.
    ///
    /// `wasSent` is false where no byte of the request was sent: a time-out then means that no connection was made.
    init(_ code: CURLcode, message: String = "", wasSent: Bool = true) {
        let text = unsafe message.isEmpty ? String(cString: curl_easy_strerror(code)) : message
        self.init(
            kind: code == CURLE_OPERATION_TIMEDOUT && !wasSent ? .unreachable : Self.kind(code),
            code: Int32(bitPattern: code.rawValue),
            message: text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    static var interrupted: HTTPError { HTTPError(kind: .interrupted, message: "not sent: interrupted") }

    /// A request without an answer `age` after it began.
    static func givenUp(after age: Duration) -> HTTPError {
        let seconds = (age / .milliseconds(100)).rounded() / 10
        return HTTPError(kind: .interrupted, message: "interrupted after \(seconds) s of waiting for an answer")
    }

    private static func kind(_ code: CURLcode) -> Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            .unreachable
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        default: .broken
        }
    }
}

/// An answer, or the reason why there is none.
package typealias HTTPResult = Result<HTTPResponse, HTTPError>
