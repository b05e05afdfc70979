/// The keys that requests to AWS are signed with.
///
/// No description of a value shows the secret or the session token.
package struct Credentials: Hashable, Sendable {
    /// The key's id, which is not a secret.
    package let accessKeyID: String
    /// Signs requests, and is never sent.
    package let secretAccessKey: String
    /// Part of temporary credentials; nil for a user's own long-lived key.
    package let sessionToken: String?
    /// When they expire, in seconds since 1970; nil: not known to expire.
    package let expiration: Int64?

    /// Credentials that are known to be well-formed.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String?, expiration: Int64? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    /// Credentials from a place that a person filled in; each part comes with its name there.
    ///
    /// Throws where a part is malformed: a line break in a mounted secret would otherwise look like a wrong signature.
    init(
        id: (String, String), secret: (String, String), token: (String, String)?, expiration: Int64? = nil
    ) throws(AWSError) {
        for (value, name) in [id, secret] + (token.map { [$0] } ?? []) {
            guard !value.isEmpty, value.isVisibleASCII else {
                throw .noCredentials(
                    "\(name) is empty or holds a blank, a line break or a non-ASCII character; set it anew")
            }
        }
        self.init(accessKeyID: id.0, secretAccessKey: secret.0, sessionToken: token?.0, expiration: expiration)
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key's id.
    package var description: String { "Credentials(\(accessKeyID))" }
    /// The access key's id.
    package var debugDescription: String { description }
    /// Shows the access key's id alone, because `dump` and failed test expectations print what reflection returns.
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
