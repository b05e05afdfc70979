internal import Glibc

/// Why a host's name has no addresses.
package struct ResolverError: Error {
    /// The causes that callers handle differently.
    package enum Kind: Sendable {
        /// The resolver answered that there is no such name, or that it has no address.
        case unknown
        /// The resolver got no answer from its servers.
        case failed
        /// The resolver did not end in time.
        case timedOut
        /// The interrupt came first.
        case interrupted
    }

    /// Why there are no addresses.
    package let kind: Kind
    /// What the resolver says, or how long it was waited for, in one line.
    package let reason: String

    package init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

/// The numeric addresses of a host's name, in the order of the system's resolver.
///
/// The call blocks as long as the resolver takes, and observes neither deadline nor interrupt.
package func lookUp(_ name: String) throws(ResolverError) -> [String] {
    var hints = unsafe addrinfo()
    // Without a socket type every address would be returned once for each type.
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let status = unsafe getaddrinfo(name, nil, &hints, &first)
    defer { if let first = unsafe first { unsafe freeaddrinfo(first) } }
    guard status == 0 else {
        // Where the name has no address it is glibc's EAI_NODATA, -5, which its headers define for `_GNU_SOURCE` alone.
        let reason = unsafe String(cString: gai_strerror(status))
        throw ResolverError(status == EAI_NONAME || status == -5 ? .unknown : .failed, reason)
    }
    var found: [String] = []
    var next = unsafe first
    while let info = unsafe next {
        if let address = unsafe text(info.pointee) { found.append(address) }
        unsafe next = info.pointee.ai_next
    }
    return found
}

private func text(_ info: addrinfo) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let status = unsafe getnameinfo(
        info.ai_addr, info.ai_addrlen, &bytes, socklen_t(bytes.count), nil, 0, NI_NUMERICHOST)
    guard status == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
