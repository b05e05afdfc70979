/// A provider of the credentials that requests are signed with.
package protocol CredentialProviding {
    /// Credentials that are valid now; throws where there are none.
    func credentials() throws(AWSError) -> Credentials
    /// Newer credentials than those that AWS has just refused as expired or unknown; nil where there are none.
    func refreshed() throws(AWSError) -> Credentials?
}

extension Credentials: CredentialProviding {
    package func credentials() -> Credentials { self }
    /// Nil: fixed credentials cannot be refreshed.
    package func refreshed() -> Credentials? { nil }
}
