internal import Freshen
internal import Glibc

/// Every address of a host, sorted as text; none where the name is unknown.
///
/// Uses the system's resolver, and blocks as long as that takes. Throws `.tryAgain` if the resolver gets no answer.
func addresses(of name: String) throws(Failure) -> [String] {
    var hints = unsafe addrinfo()
    // Without a socket type every address would be returned once for each type.
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let status = unsafe getaddrinfo(name, nil, &hints, &first)
    defer { if let first = unsafe first { unsafe freeaddrinfo(first) } }
    // Where the name has no address it is glibc's EAI_NODATA, -5, which its headers define for `_GNU_SOURCE` alone.
    if status == EAI_NONAME || status == -5 { return [] }
    guard status == 0 else {
        let reason = unsafe String(cString: gai_strerror(status))
        throw Failure(.tryAgain, "cannot look up \(name): \(reason); the next run tries again")
    }
    var found: Set<String> = []
    var next = unsafe first
    while let info = unsafe next {
        if let address = unsafe text(info.pointee) { found.insert(address) }
        unsafe next = info.pointee.ai_next
    }
    return found.sorted()
}

private func text(_ info: addrinfo) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = unsafe getnameinfo(
        info.ai_addr, info.ai_addrlen, &bytes, socklen_t(bytes.count), nil, 0, NI_NUMERICHOST)
    guard status == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
