/// The parts of an `http` or `https` URL that a signature covers, as they are sent.
struct URLParts {
    /// What the `Host` header says: the host, and the port unless it is the scheme's own.
    let host: String
    /// Never empty: `/` where the URL has none.
    let path: String
    /// What follows the `?`, or nothing.
    let query: String

    init(_ url: String) {
        let scheme = url.prefix { $0 != ":" }
        let rest = url.dropFirst(scheme.count + "://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(authority.count).split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let defaultPort = scheme.lowercased() == "https" ? ":443" : ":80"
        host = String(authority.hasSuffix(defaultPort) ? authority.dropLast(defaultPort.count) : authority)
        path = target.first.flatMap { $0.isEmpty ? nil : String($0) } ?? "/"
        query = target.count > 1 ? String(target[1]) : ""
    }

    /// The host without a port; an IPv6 address keeps its brackets.
    var hostName: String {
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return host }
        return String(host[..<colon])
    }
}
