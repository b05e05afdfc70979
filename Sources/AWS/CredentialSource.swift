/// One place in which credentials can be.
protocol CredentialSource {
    /// The place's name in messages.
    var name: String { get }
    /// Searches the place; throws where it is set up and does not work, because a later place must not replace it.
    func find() throws(AWSError) -> Finding
}
