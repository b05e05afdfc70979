package import Freshen
package import Resolver

/// Every address of a host, sorted as text; none where the name is unknown.
///
/// Throws `.tryAgain` if the system's resolver gets no answer, takes longer than `limit`, or the interrupt comes.
package func addresses(
    of name: String, within limit: Duration, interrupt: Int32?, asking lookUp: @escaping LookUp = lookUp
) throws(Failure) -> [String] {
    do {
        return Set(try resolve(name, within: limit, interrupt: interrupt, asking: lookUp)).sorted()
    } catch {
        guard error.kind != .unknown else { return [] }
        throw Failure(.tryAgain, "cannot look up \(name): \(error.reason); the next run tries again")
    }
}
