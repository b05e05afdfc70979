internal import CCurl
private import Glibc

/// What libcurl needs once per process, before its first handle.
enum CurlLibrary {
    /// The status of the initialisation, which the first use runs.
    ///
    /// SIGPIPE is ignored because OpenSSL writes to sockets without MSG_NOSIGNAL: where the server has closed the
    /// connection, the signal would end the process.
    static let status: CURLcode = {
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_SSL))
    }()
}
