internal import CCurl

extension HTTPError {
    /// Turns a status of libcurl into an error.
    ///
    /// `wasSent` is false where no byte of the request was sent: a time-out then means that no connection was made.
    init(_ code: CURLcode, message: String = "", wasSent: Bool = true) {
        let text = unsafe message.isEmpty ? String(cString: curl_easy_strerror(code)) : message
        self.init(
            kind: code == CURLE_OPERATION_TIMEDOUT && !wasSent ? .unreachable : Kind(code),
            code: Int32(bitPattern: code.rawValue),
            message: text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    static var interrupted: HTTPError {
        HTTPError(kind: .interrupted, message: "not sent: interrupted")
    }
}

extension HTTPError.Kind {
    fileprivate init(_ code: CURLcode) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            self = .unreachable
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            self = .tls
        case CURLE_FILESIZE_EXCEEDED:
            self = .tooLarge
        default:
            self = .broken
        }
    }
}
