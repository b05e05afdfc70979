internal import Resolver

/// The addresses of a host's name, in the order of the resolver.
///
/// The call observes neither deadline nor interrupt, as libpq's own does not.
func addresses(of host: String) throws(PostgresError) -> [String] {
    do {
        return try resolve(host)
    } catch {
        throw PostgresError(
            kind: .connection, message: "could not translate host name \"\(host)\" to address: \(error.reason)")
    }
}
