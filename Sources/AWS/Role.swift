/// A role to assume, and how.
struct Role {
    /// `arn:aws:iam::ACCOUNT:role/NAME`.
    let arn: String
    /// What AWS's records call whoever assumed it; nil: freshen.
    let session: String?
    /// What the role's owner and we agreed on; not a secret.
    let externalID: String?
    /// Seconds, as they are written; nil: an hour.
    let duration: String?

    init(arn: String, session: String?, externalID: String? = nil, duration: String? = nil) {
        self.arn = arn
        self.session = session
        self.externalID = externalID
        self.duration = duration
    }

    var parameters: [(name: String, value: String)] {
        [("RoleArn", arn), ("RoleSessionName", session ?? "freshen")]
            + (externalID.map { [("ExternalId", $0)] } ?? []) + (duration.map { [("DurationSeconds", $0)] } ?? [])
    }
}
