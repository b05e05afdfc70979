internal import Background

/// Looks up the addresses of a host's name.
package typealias LookUp = @Sendable (String) throws(ResolverError) -> [String]

/// The numeric addresses of a host's name, in the order of the system's resolver.
///
/// The resolver blocks, so it is asked in a thread of its own. Throws `.timedOut` where it takes longer than `limit`, and
/// `.interrupted` once the descriptor `interrupt` is readable.
package func resolve(
    _ name: String, within limit: Duration, interrupt: Int32?, asking lookUp: @escaping LookUp = lookUp
) throws(ResolverError) -> [String] {
    let answer = Background(interrupt: interrupt) {
        Result { () throws(ResolverError) in try lookUp(name) }
    }
    switch answer.value(until: .now + limit) {
    case .value(let result): return try result.get()
    case .interrupted:
        throw ResolverError(.interrupted, "interrupted after \(tenths(of: answer.age)) s of waiting for the resolver")
    case .timedOut:
        throw ResolverError(.timedOut, "the resolver did not answer within \(tenths(of: limit)) seconds")
    }
}

private func tenths(of time: Duration) -> Double { (time / .milliseconds(100)).rounded() / 10 }
