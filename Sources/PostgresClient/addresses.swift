internal import Glibc

/// The addresses of a host, in the order of the resolver; none where the name is not known, or is a folder of a socket.
///
/// The call observes neither deadline nor interrupt, as libpq's own does not.
func addresses(of host: String) -> [String] {
    guard !host.isEmpty, !host.hasPrefix("/"), !host.hasPrefix("@") else { return [] }
    var hints = unsafe addrinfo()
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
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
