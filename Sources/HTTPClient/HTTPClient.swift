internal import CCurl
private import Glibc

/// A client that sends many requests at once, on one thread.
///
/// Connections are kept between requests, which saves name lookups and TLS handshakes. Where the server has closed a
/// kept connection meanwhile, libcurl repeats the request on a new one.
@safe package final class HTTPClient: HTTPSending {
    /// What is left of the time for all requests; nil: no limit.
    ///
    /// No request takes longer, and none is sent once it is zero.
    package var timeLeft: () -> Duration? = { nil }

    private let userAgent: String
    private let interrupt: Int32?
    /// How long requests may still be in progress after the interrupt.
    private let grace: Duration
    private var endOfGrace: ContinuousClock.Instant?
    private let multi: UnsafeMutableRawPointer?
    private var isBusy = false
    /// By the address of the transfer's easy handle.
    private var running: [UInt: (transfer: Transfer, conversation: any HTTPConversation)] = [:]

    /// Makes a client without sending anything.
    ///
    /// Once the interrupt descriptor is readable, no further request is sent, and those in progress are given up where they
    /// take longer than `grace`.
    package init(userAgent: String, interrupt: Int32? = nil, grace: Duration = .seconds(1)) {
        self.userAgent = userAgent
        self.interrupt = interrupt
        self.grace = grace
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

    /// Begins a request, and writes as much of it as the connection takes at once.
    ///
    /// Its answer is read while other requests are sent, and when it is taken.
    package func begin(_ request: HTTPRequest) -> any PendingAnswer {
        let pending = BegunRequest(self, request)
        advance(pending.single, after: nil)
        perform()
        return pending
    }

    /// Waits until a conversation that was begun has ended.
    fileprivate func finish(_ conversation: SingleRequest) {
        while running.values.contains(where: { $0.conversation === conversation }) { step() }
    }

    /// Gives up a conversation that was begun.
    fileprivate func abandon(_ conversation: SingleRequest) {
        for (address, one) in running where one.conversation === conversation {
            unsafe curl_multi_remove_handle(multi, one.transfer.easy)
            running[address] = nil
        }
    }

    /// Runs every conversation to its end, each with one request at a time, at most `atOnce` of them in parallel.
    ///
    /// A slow server delays its own conversation only. The client must not be used from within `next(after:)`.
    package func converse(_ conversations: [any HTTPConversation], atOnce: Int) {
        precondition(!isBusy, "a client is used by one of its own conversations")
        isBusy = true
        defer { isBusy = false }
        let atOnce = min(max(atOnce, 1), max(conversations.count, 1), Self.mostConnections)
        // libcurl caches this many connections; beyond that it closes the one idle for longest. 2 × atOnce includes those
        // of ended conversations, so a running conversation keeps its connection between two requests.
        unsafe ccurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, 2 * atOnce + 16)
        var waiting = conversations.makeIterator()
        while true {
            while running.count < atOnce, let conversation = waiting.next() { advance(conversation, after: nil) }
            if running.isEmpty { return }
            step()
        }
    }

    /// How many conversations the limit of open files allows at once: libcurl keeps twice as many connections.
    private static var mostConnections: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return .max }
        return max(4, (Int(clamping: limit.rlim_cur) - 64) / 2)
    }

    /// Performs what libcurl can do without waiting; then waits, unless a transfer has finished.
    ///
    /// The wait ends with the interrupt, and after it with the grace of the requests in progress.
    private func step() {
        if perform() || running.isEmpty { return }
        guard isInterrupted else { return wait(untilReadable: interrupt.map { [$0] } ?? [], .seconds(60)) }
        let end = endOfGrace ?? .now + grace
        endOfGrace = end
        let left = end - .now
        guard left > .zero else { return giveUpAll() }
        wait(untilReadable: [], left)
    }

    /// Waits until libcurl can go on, a descriptor is readable, or the time is over.
    private func wait(untilReadable descriptors: [Int32], _ duration: Duration) {
        var waited = descriptors.map { curl_waitfd(fd: $0, events: Int16(CURL_WAIT_POLLIN), revents: 0) }
        // Rounded up, so that a wait does not end just before the time is over.
        let milliseconds = Int32(clamping: Int64((duration / .milliseconds(1)).rounded(.up)))
        let code = unsafe curl_multi_poll(multi, &waited, UInt32(waited.count), milliseconds, nil)
        if code != CURLM_OK { failAll() }
    }

    /// Gives up the requests in progress: their grace is over.
    private func giveUpAll() {
        for (transfer, conversation) in running.values {
            unsafe curl_multi_remove_handle(multi, transfer.easy)
            _ = conversation.next(after: .failure(.givenUp(after: transfer.age)))
        }
        running = [:]
    }

    /// Performs what libcurl can do without waiting; returns whether a transfer has finished.
    @discardableResult private func perform() -> Bool {
        var active: Int32 = 0
        guard unsafe curl_multi_perform(multi, &active) == CURLM_OK else {
            failAll()
            return false
        }
        return endFinished()
    }

    /// Ends the transfers that have finished; false where there are none.
    private func endFinished() -> Bool {
        var (left, found): (Int32, Bool) = (0, false)
        while let message = unsafe curl_multi_info_read(multi, &left) {
            // The message is freed with its transfer, so it is read first.
            let (address, code) = unsafe (UInt(bitPattern: message.pointee.easy_handle), ccurl_message_result(message))
            if unsafe message.pointee.msg == CURLMSG_DONE { end(address, code) }
            found = true
        }
        return found
    }

    private func failAll() {
        for address in Array(running.keys) { end(address, CURLE_FAILED_INIT) }
    }

    private func end(_ address: UInt, _ code: CURLcode) {
        guard let (transfer, conversation) = running.removeValue(forKey: address) else { return }
        unsafe curl_multi_remove_handle(multi, transfer.easy)
        advance(conversation, after: transfer.result(code))
    }

    /// Starts a conversation's next request; a failure to start it is passed to the conversation as the result.
    private func advance(_ conversation: any HTTPConversation, after result: HTTPResult?) {
        var result = result
        while let request = conversation.next(after: result) {
            if isInterrupted {
                _ = conversation.next(after: .failure(.interrupted))
                return
            }
            do throws(HTTPError) {
                return try start(request, for: conversation)
            } catch {
                result = .failure(error)
            }
        }
    }

    private func start(_ request: HTTPRequest, for conversation: any HTTPConversation) throws(HTTPError) {
        var request = request
        if let left = timeLeft() {
            guard left > .zero else { throw HTTPError(kind: .outOfTime, message: "not sent: the run's time is over") }
            request.timeout = min(request.timeout, left)
        }
        let transfer = try Transfer(request, userAgent: userAgent)
        guard unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            throw HTTPError(CURLE_FAILED_INIT)
        }
        running[unsafe UInt(bitPattern: transfer.easy)] = (transfer, conversation)
    }

    /// Whether the interrupt descriptor is readable.
    private var isInterrupted: Bool {
        guard let interrupt else { return false }
        var polled = pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&polled, 1, 0) > 0
    }
}

/// A request that was begun and is given up with this object.
private final class BegunRequest: PendingAnswer {
    let single: SingleRequest
    private let client: HTTPClient

    init(_ client: HTTPClient, _ request: HTTPRequest) {
        self.client = client
        single = SingleRequest(request)
    }

    deinit {
        client.abandon(single)
    }

    func take() throws(HTTPError) -> HTTPResponse {
        client.finish(single)
        return try single.result.get()
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
