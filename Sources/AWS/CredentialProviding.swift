/// Whoever has credentials when a request is to be signed.
package protocol CredentialProviding {
    /// Credentials that are valid now; throws where there are none.
    func credentials() throws(AWSError) -> Credentials
    /// Other credentials than those that AWS has just called expired or unknown; nil where there are no others.
    func renewed() throws(AWSError) -> Credentials?
}

extension Credentials: CredentialProviding {
    /// These.
    package func credentials() -> Credentials { self }
    /// There are no others.
    package func renewed() -> Credentials? { nil }
}
