/// One place in which credentials can be.
protocol CredentialSource {
    /// What messages call it.
    var name: String { get }
    /// Looks there; throws where something is set up and does not work, because no later place may stand in for it.
    func find() throws(AWSError) -> Finding
}

/// What there was.
enum Finding {
    case credentials(Credentials)
    /// Nothing, because this is missing; nil: nobody would have expected anything.
    case nothing(String?)
}
