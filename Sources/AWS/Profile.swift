/// One profile of AWS's shared files: its settings, with lower-case names.
struct Profile {
    let name: String
    let settings: [String: String]

    subscript(_ setting: String) -> String? {
        settings[setting].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The keys in the profile itself; nil: it has none.
    ///
    /// Throws if it has only one of the two keys.
    func keys() throws(AWSError) -> Credentials? {
        let (id, secret) = (self["aws_access_key_id"], self["aws_secret_access_key"])
        guard id != nil || secret != nil else { return nil }
        guard let id, let secret else {
            throw .noCredentials("profile \(self) has one of aws_access_key_id and aws_secret_access_key; write both")
        }
        return try Credentials(
            id: (id, "aws_access_key_id"), secret: (secret, "aws_secret_access_key"),
            token: self["aws_session_token"].map { ($0, "aws_session_token") })
    }

    /// Whether its role is assumed with a mounted token.
    var hasWebIdentity: Bool { self["web_identity_token_file"] != nil }

    func role() -> Role? {
        self["role_arn"].map {
            Role(
                arn: $0, session: self["role_session_name"], externalID: self["external_id"],
                duration: self["duration_seconds"])
        }
    }
}

extension Profile: CustomStringConvertible {
    var description: String { shown(name) }
}

/// A name from a file, as messages show it: only a plain one, because in a damaged file it may be a secret.
func shown(_ name: String) -> String {
    isPlain(name, with: "-_.@ ") && name.utf8.count <= 64 ? name : "(not a plain name)"
}

/// Whether a text holds nothing but ASCII letters, digits and `marks`.
func isPlain(_ text: String, with marks: String) -> Bool {
    text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || marks.contains($0)) }
}
