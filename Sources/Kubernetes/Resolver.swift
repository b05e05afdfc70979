internal import Freshen
internal import Glibc

/// The addresses of a name, as the system finds them: the only C in this room.
enum Resolver {
    /// Every address of a host, in the order of their text; none where the name is unknown.
    ///
    /// Blocks for as long as the system's resolver takes, and throws a failure to try again where it gets no answer.
    static func addresses(of name: String) throws(Failure) -> [String] {
        var hints = unsafe addrinfo()
        // One kind of socket, or every address comes once for each of them.
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(name, nil, &hints, &first)
        defer { if let first = unsafe first { unsafe freeaddrinfo(first) } }
        guard status == 0 else {
            if isUnknown(status) { return [] }
            throw failure(name, status)
        }
        var found: Set<String> = []
        var next = unsafe first
        while let info = unsafe next {
            if let address = unsafe text(info.pointee) { found.insert(address) }
            unsafe next = info.pointee.ai_next
        }
        return found.sorted()
    }

    /// Whether there is no such name, or no address of it: glibc tells the one from the other, and names the second one
    /// (-5, EAI_NODATA) to GNU programs only.
    private static func isUnknown(_ status: Int32) -> Bool {
        status == EAI_NONAME || status == -5
    }

    private static func failure(_ name: String, _ status: Int32) -> Failure {
        let reason = unsafe String(cString: gai_strerror(status))
        return Failure(.tryAgain, "cannot look up \(name): \(reason); the next run tries again")
    }

    private static func text(_ info: addrinfo) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = unsafe getnameinfo(
            info.ai_addr, info.ai_addrlen, &bytes, socklen_t(bytes.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
