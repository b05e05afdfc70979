extension String {
    /// Whether it can be an IP address, so that it may become part of a URL.
    var isAddress: Bool {
        !isEmpty && utf8.allSatisfy { "0123456789abcdefABCDEF.:".utf8.contains($0) }
    }

    /// An address as a URL holds it: one of IPv6 in brackets.
    var asHost: String { contains(":") ? "[\(self)]" : self }
}
