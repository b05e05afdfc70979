internal import CCurl
private import Glibc

/// Runs conversations on a multi handle.
@safe struct ConversationLoop {
    private let multi: UnsafeMutableRawPointer?
    private let userAgent: String
    private let interrupt: Int32?
    /// By the address of the transfer's easy handle.
    private var running: [UInt: (transfer: Transfer, conversation: any HTTPConversation)] = [:]

    /// Uses a handle that the caller owns.
    init(multi: UnsafeMutableRawPointer?, userAgent: String, interrupt: Int32?) {
        unsafe self.multi = multi
        self.userAgent = userAgent
        self.interrupt = interrupt
    }

    /// Returns when every conversation has ended.
    mutating func run(_ conversations: [any HTTPConversation], atOnce: Int) {
        // With more cached connections libcurl closes the longest idle one. 2 × atOnce leaves room for connections of
        // ended conversations, so a running one never loses its own between two requests.
        unsafe ccurl_multi_setopt_long(multi, CURLMOPT_MAXCONNECTS, 2 * atOnce + 16)
        var waiting = conversations.makeIterator()
        while true {
            while running.count < atOnce, let conversation = waiting.next() { advance(conversation, after: nil) }
            if running.isEmpty { return }
            step()
        }
    }

    /// Lets libcurl do what it can without waiting; then waits, unless a transfer has finished.
    private mutating func step() {
        var active: Int32 = 0
        guard unsafe curl_multi_perform(multi, &active) == CURLM_OK else { return endAll(CURLE_FAILED_INIT) }
        if endFinished() { return }
        guard unsafe curl_multi_poll(multi, nil, 0, 60_000, nil) == CURLM_OK else { return endAll(CURLE_FAILED_INIT) }
    }

    /// Ends the transfers that have finished; false where there are none.
    private mutating func endFinished() -> Bool {
        var (left, found): (Int32, Bool) = (0, false)
        while let message = unsafe curl_multi_info_read(multi, &left) {
            // The message is freed with its transfer, so it is read first.
            let (address, code) = unsafe (UInt(bitPattern: message.pointee.easy_handle), ccurl_message_result(message))
            if unsafe message.pointee.msg == CURLMSG_DONE { end(address, code) }
            found = true
        }
        return found
    }

    private mutating func endAll(_ code: CURLcode) {
        for address in Array(running.keys) { end(address, code) }
    }

    private mutating func end(_ address: UInt, _ code: CURLcode) {
        guard let (transfer, conversation) = running.removeValue(forKey: address) else { return }
        unsafe curl_multi_remove_handle(multi, transfer.easy)
        advance(conversation, after: transfer.result(code))
    }

    /// Starts a conversation's next request; a failure to start it is passed to the conversation as the result.
    private mutating func advance(_ conversation: any HTTPConversation, after result: HTTPResult?) {
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

    private mutating func start(_ request: HTTPRequest, for conversation: any HTTPConversation) throws(HTTPError) {
        let transfer = try Transfer(request, userAgent: userAgent)
        guard unsafe curl_multi_add_handle(multi, transfer.easy) == CURLM_OK else {
            throw HTTPError(CURLE_FAILED_INIT)
        }
        running[unsafe UInt(bitPattern: transfer.easy)] = (transfer, conversation)
    }

    /// After an interrupt no further request is sent; answers already awaited are still awaited.
    private var isInterrupted: Bool {
        guard let interrupt else { return false }
        var polled = pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&polled, 1, 0) > 0
    }
}
