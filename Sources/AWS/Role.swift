/// A role to assume, and how.
struct Role {
    /// `arn:aws:iam::ACCOUNT:role/NAME`.
    let arn: String
    /// The session's name in AWS's logs; nil: freshen.
    let session: String?
    /// The external id that the role's trust policy demands; not a secret.
    var externalID: String?
    /// Seconds, as written in the profile; nil: AWS's default, an hour.
    var duration: String?

    var parameters: [(name: String, value: String)] {
        [("RoleArn", arn), ("RoleSessionName", session ?? "freshen")]
            + (externalID.map { [("ExternalId", $0)] } ?? []) + (duration.map { [("DurationSeconds", $0)] } ?? [])
    }
}
