/// The reason why a request has no answer.
package struct HTTPError: Error, Hashable, Sendable {
    /// The causes that callers handle differently.
    package enum Kind: Hashable, Sendable {
        /// No connection: the name is unknown, or the address refused or did not answer in time; nothing was sent.
        case unreachable
        /// The request was sent, and the answer was not complete in time.
        case timedOut
        /// The TLS handshake failed, or the certificate is not trusted.
        case tls
        /// The request was not sent because of the interrupt.
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
}

/// An answer, or the reason why there is none.
package typealias HTTPResult = Result<HTTPResponse, HTTPError>
