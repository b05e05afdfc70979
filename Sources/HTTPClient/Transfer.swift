internal import CCurl

/// One request in progress: owns the easy handle and everything that libcurl keeps a pointer to.
@safe final class Transfer {
    private static let largestHead = 256 << 10

    let easy: UnsafeMutableRawPointer
    private let began = ContinuousClock.now
    private var body: AnswerBody
    private var list: UnsafeMutablePointer<curl_slist>?
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var response = HTTPResponse(status: 0)
    private var headSize = 0
    private var isHeadComplete = false
    private var isTooLarge = false

    /// Prepares a request, which a multi handle then performs.
    init(_ request: HTTPRequest, userAgent: String) throws(HTTPError) {
        guard CurlLibrary.status == CURLE_OK, let easy = unsafe curl_easy_init() else {
            unsafe message.deallocate()
            throw HTTPError(CURLE_FAILED_INIT)
        }
        unsafe self.easy = easy
        body = AnswerBody(request)
        unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setLimits(request)
        try setTrust(request)
        try setRequest(request)
        try setHeaders(request)
        try set(CURLOPT_USERAGENT, userAgent)
        try setCallbacks()
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(list)
        unsafe message.deallocate()
    }

    /// The time since it was made.
    var age: Duration { .now - began }

    /// The result, once libcurl reports the end with `code`.
    func result(_ code: CURLcode) -> HTTPResult {
        if isTooLarge || body.isTooLarge {
            return .failure(HTTPError(CURLE_FILESIZE_EXCEEDED, message: "the answer is too large"))
        }
        if body.isEnded { return .failure(HTTPError(kind: .interrupted, message: "interrupted within the answer")) }
        guard code == CURLE_OK else {
            let wasSent = info(CURLINFO_REQUEST_SIZE) > 0
            return unsafe .failure(HTTPError(code, message: String(cString: message), wasSent: wasSent))
        }
        // libcurl reports success even if the connection ended within the head.
        guard isHeadComplete else {
            return .failure(HTTPError(CURLE_PARTIAL_FILE, message: "the connection ended within the answer's head"))
        }
        response.status = info(CURLINFO_RESPONSE_CODE)
        response.body = body.bytes
        return .success(response)
    }

    private func info(_ info: CURLINFO) -> Int {
        var value = 0
        return unsafe ccurl_getinfo_long(easy, info, &value) == CURLE_OK ? value : 0
    }

    // MARK: Callbacks of libcurl

    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    private func setCallbacks() throws(HTTPError) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        try unsafe set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(message))
        try unsafe set(CURLOPT_WRITEDATA, context)
        try unsafe set(CURLOPT_HEADERDATA, context)
        try unsafe set(CURLOPT_WRITEFUNCTION) { data, size, count, context in
            let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: size * count))
            return unsafe Transfer.from(context)?.body.add(bytes) == true ? bytes.count : 0
        }
        try unsafe set(CURLOPT_HEADERFUNCTION) { data, size, count, context in
            let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: data, count: size * count))
            return unsafe Transfer.from(context)?.takeHeader(bytes) == true ? bytes.count : 0
        }
    }

    /// Returns false where the head is too large, which ends the transfer.
    ///
    /// A status line begins a new head: interim answers, of status 100 to 199, precede the final one.
    private func takeHeader(_ bytes: [UInt8]) -> Bool {
        headSize += bytes.count
        isTooLarge = headSize > Transfer.largestHead
        if bytes.starts(with: "HTTP/".utf8) { (response.headers, isHeadComplete) = ([], false) }
        if bytes.allSatisfy({ "\r\n".utf8.contains($0) }) { isHeadComplete = true }
        if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let (name, value) = (bytes[..<colon], bytes[(colon + 1)...])
            response.headers.append(HTTPHeader(trimmed(name), trimmed(value)))
        }
        return !isTooLarge
    }

    private func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let isBlank = { (byte: UInt8) in byte <= UInt8(ascii: " ") }
        let start = bytes.drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[..<end], as: UTF8.self)
    }

    // MARK: Options

    private func setLimits(_ request: HTTPRequest) throws(HTTPError) {
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        let limits = Self.limits(request.timeout)
        try set(CURLOPT_TIMEOUT_MS, limits.request)
        try set(CURLOPT_CONNECTTIMEOUT_MS, limits.connection)
        if !request.usesProxy { try set(CURLOPT_PROXY, "") }
    }

    /// The limits of a request and its connection in milliseconds: rounded up and never 0, which libcurl takes as none.
    static func limits(_ timeout: Duration) -> (request: Int, connection: Int) {
        let milliseconds = { (limit: Duration) in
            Int(min(max(1, (limit / .milliseconds(1)).rounded(.up)), 2_000_000_000))
        }
        return (milliseconds(timeout), milliseconds(min(timeout, .seconds(5))))
    }

    /// With `authorities` the system's CA folder is switched off, too: by default libcurl uses it beside the file.
    private func setTrust(_ request: HTTPRequest) throws(HTTPError) {
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        guard let authorities = request.authorities else { return }
        try set(CURLOPT_CAINFO, authorities)
        try unsafe check(ccurl_setopt_string(easy, CURLOPT_CAPATH, nil))
    }

    private func setRequest(_ request: HTTPRequest) throws(HTTPError) {
        try set(CURLOPT_URL, request.url)
        // libcurl must not normalize the path: a signature may cover it as it is.
        try set(CURLOPT_PATH_AS_IS, 1)
        // An empty list of encodings stands for all that libcurl can decode.
        if request.acceptsCompression { try set(CURLOPT_ACCEPT_ENCODING, "") }
        if request.method == "HEAD" { return try set(CURLOPT_NOBODY, 1) }
        if !request.body.isEmpty || ["POST", "PUT", "PATCH"].contains(request.method) { try setBody(request.body) }
        try set(CURLOPT_CUSTOMREQUEST, request.method)
    }

    private func setBody(_ body: [UInt8]) throws(HTTPError) {
        try unsafe check(ccurl_setopt_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        // With a null pointer libcurl would read the body from standard input; the zero gives an empty body an address.
        let code = unsafe (body + [0]).withUnsafeBytes { bytes in
            let start = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
            return unsafe ccurl_setopt_pointer(easy, CURLOPT_COPYPOSTFIELDS, start)
        }
        try check(code)
    }

    /// A line with a name and a colon alone, such as `Expect:`, stops libcurl from adding that field.
    private func setHeaders(_ request: HTTPRequest) throws(HTTPError) {
        let hasType = request.headers.contains { $0.name.lowercased() == "content-type" }
        var lines = hasType ? ["Expect:"] : ["Expect:", "Content-Type:"]
        for header in request.headers {
            let line = header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)"
            guard !line.utf8.contains(where: { [0, 10, 13].contains($0) }) else {
                throw HTTPError(CURLE_BAD_FUNCTION_ARGUMENT, message: "a header holds a line break; remove it")
            }
            lines.append(line)
        }
        for line in lines {
            guard let longer = unsafe curl_slist_append(list, line) else { throw HTTPError(CURLE_OUT_OF_MEMORY) }
            unsafe list = longer
        }
        try unsafe check(ccurl_setopt_list(easy, CURLOPT_HTTPHEADER, list))
    }

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPError) {
        try unsafe check(ccurl_setopt_long(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPError) {
        try unsafe check(ccurl_setopt_string(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer) throws(HTTPError) {
        try unsafe check(ccurl_setopt_pointer(easy, option, value))
    }

    private func set(_ option: CURLoption, _ value: ccurl_data_callback) throws(HTTPError) {
        try unsafe check(ccurl_setopt_data_callback(easy, option, value))
    }

    private func check(_ code: CURLcode) throws(HTTPError) {
        guard code == CURLE_OK else { throw HTTPError(code) }
    }
}
