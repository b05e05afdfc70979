internal import Text

/// Credentials in the variables `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
struct EnvironmentSource: CredentialSource {
    let context: AWSContext

    var name: String { "environment" }

    func find() throws(AWSError) -> Finding {
        let id = context.value("AWS_ACCESS_KEY_ID")
        let secret = context.value("AWS_SECRET_ACCESS_KEY")
        guard id != nil || secret != nil else { return .nothing("AWS_ACCESS_KEY_ID is not set") }
        guard let id else { throw half("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID") }
        guard let secret else { throw half("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") }
        return .credentials(
            try Credentials(
                id: (id, "AWS_ACCESS_KEY_ID"), secret: (secret, "AWS_SECRET_ACCESS_KEY"),
                token: context.value("AWS_SESSION_TOKEN").map { ($0, "AWS_SESSION_TOKEN") },
                expiration: context.value("AWS_CREDENTIAL_EXPIRATION").flatMap { UnixTime(iso8601: $0)?.seconds }))
    }

    private func half(_ set: String, _ missing: String) -> AWSError {
        .noCredentials("\(set) is set but \(missing) is not; set both")
    }
}
