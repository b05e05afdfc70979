/// The keys that requests to AWS are signed with.
///
/// No description of a value shows the secret or the session token.
package struct Credentials: Hashable, Sendable {
    /// Names the key; not a secret.
    package let accessKeyID: String
    /// Signs, and is never sent.
    package let secretAccessKey: String
    /// Part of temporary credentials; nil for a user's own long-lived key.
    package let sessionToken: String?

    /// Credentials from elsewhere than the environment.
    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String?) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// Credentials from `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
    ///
    /// An empty variable counts as not set. Throws an error that names the missing or unusable variable.
    package static func environment(_ environment: [String: String]) throws(AWSError) -> Credentials {
        let id = try value("AWS_ACCESS_KEY_ID", environment)
        let secret = try value("AWS_SECRET_ACCESS_KEY", environment)
        let token = try value("AWS_SESSION_TOKEN", environment)
        switch (id, secret) {
        case (let id?, let secret?):
            return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)
        case (nil, nil):
            throw .setup("NoCredentials", "no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        case (nil, _):
            throw .setup("NoCredentials", "AWS_SECRET_ACCESS_KEY is set but AWS_ACCESS_KEY_ID is not; set both")
        case (_, nil):
            throw .setup("NoCredentials", "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not; set both")
        }
    }

    /// A line break that came along with a mounted secret would otherwise show as a wrong signature.
    private static func value(_ name: String, _ environment: [String: String]) throws(AWSError) -> String? {
        guard let value = environment[name], !value.isEmpty else { return nil }
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .setup("NoCredentials", "\(name) holds a blank, a line break or a non-ASCII character; set it anew")
        }
        return value
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The access key's id.
    package var description: String { "Credentials(\(accessKeyID))" }
    /// The access key's id.
    package var debugDescription: String { description }
    /// Reflection, too, sees the access key's id alone: `dump` and failed test expectations print through it.
    package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
