internal import CCurl

/// A client that sends many requests at once, on one thread.
///
/// Connections are kept between requests, which saves name lookups and TLS handshakes. Where the server has closed a
/// kept connection meanwhile, libcurl repeats the request on a new one.
@safe package final class HTTPClient: HTTPSending {
    private let userAgent: String
    private let interrupt: Int32?
    private let multi: UnsafeMutableRawPointer?
    private var isBusy = false

    /// Makes a client without sending anything.
    ///
    /// Once the interrupt descriptor is readable, no further request is sent; those in progress are finished.
    package init(userAgent: String, interrupt: Int32? = nil) {
        self.userAgent = userAgent
        self.interrupt = interrupt
        unsafe multi = CurlLibrary.status == CURLE_OK ? curl_multi_init() : nil
    }

    deinit {
        unsafe curl_multi_cleanup(multi)
    }

    /// Sends one request and waits for its answer, which may take the request's whole `timeout`.
    package func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let single = SingleRequest(request)
        converse([single], atOnce: 1)
        return try single.result.get()
    }

    /// Runs every conversation to its end, each with one request at a time, at most `atOnce` of them in parallel.
    ///
    /// A slow server delays its own conversation only. The client must not be used from within `next(after:)`.
    package func converse(_ conversations: [any HTTPConversation], atOnce: Int) {
        precondition(!isBusy, "a client is used by one of its own conversations")
        isBusy = true
        defer { isBusy = false }
        var loop = unsafe ConversationLoop(multi: multi, userAgent: userAgent, interrupt: interrupt)
        loop.run(conversations, atOnce: min(max(atOnce, 1), max(conversations.count, 1)))
    }
}

/// One request as a conversation.
private final class SingleRequest: HTTPConversation {
    private var request: HTTPRequest?
    private(set) var result = HTTPResult.failure(.interrupted)

    init(_ request: HTTPRequest) {
        self.request = request
    }

    func next(after result: HTTPResult?) -> HTTPRequest? {
        if let result { self.result = result }
        defer { request = nil }
        return request
    }
}
