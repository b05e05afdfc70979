internal import Resolver

/// The addresses of a host's name, in the order of the resolver, which may take `limit`.
func addresses(of host: String, within limit: Duration, interrupt: Int32?) throws(PostgresError) -> [String] {
    do {
        return try resolve(host, within: limit, interrupt: interrupt)
    } catch {
        let kind: PostgresError.Kind =
            switch error.kind {
            case .interrupted: .interrupted
            case .timedOut: .timedOut
            case .unknown, .failed: .connection
            }
        var failure = PostgresError(
            kind: kind, message: "could not translate host name \"\(host)\" to address: \(error.reason)")
        failure.isLogin = true
        throw failure
    }
}
