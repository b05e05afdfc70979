internal import Glibc

/// The addresses of a host's name, in the order of the resolver.
///
/// The call observes neither deadline nor interrupt, as libpq's own does not.
func addresses(of host: String) throws(PostgresError) -> [String] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = unsafe getaddrinfo(host, nil, &hints, &list)
    guard status == 0 else {
        let reason = unsafe String(cString: gai_strerror(status))
        throw PostgresError(
            kind: .connection, message: "could not translate host name \"\(host)\" to address: \(reason)")
    }
    defer { unsafe freeaddrinfo(list) }
    var found: [String] = []
    var next = unsafe list
    while let info = unsafe next?.pointee {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        if unsafe getnameinfo(
            info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
        {
            found.append(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
        }
        unsafe next = info.ai_next
    }
    return found
}
