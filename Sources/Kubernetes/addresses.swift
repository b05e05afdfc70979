internal import Freshen
internal import Resolver

/// Every address of a host, sorted as text; none where the name is unknown.
///
/// Uses the system's resolver, and blocks as long as that takes. Throws `.tryAgain` if the resolver gets no answer.
func addresses(of name: String) throws(Failure) -> [String] {
    do {
        return Set(try resolve(name)).sorted()
    } catch {
        guard !error.isUnknown else { return [] }
        throw Failure(.tryAgain, "cannot look up \(name): \(error.reason); the next run tries again")
    }
}
