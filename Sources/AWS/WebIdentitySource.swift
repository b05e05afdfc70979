/// A role that is assumed with a token that the cluster mounts: IAM roles for service accounts.
struct WebIdentitySource: CredentialSource {
    let context: AWSContext

    var name: String { "web identity" }

    func find() throws(AWSError) -> Finding {
        guard let file = context.value("AWS_WEB_IDENTITY_TOKEN_FILE") else {
            guard let profile = try Profiles(context).chosen(), profile.hasWebIdentity else {
                return .nothing("AWS_WEB_IDENTITY_TOKEN_FILE is not set")
            }
            guard let role = profile.role() else {
                throw .noCredentials("profile \(profile) has a web_identity_token_file; add its role_arn")
            }
            return .credentials(try credentials(of: profile, role))
        }
        guard let arn = context.value("AWS_ROLE_ARN") else {
            throw .noCredentials("AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not; set both")
        }
        let role = Role(arn: arn, session: context.value("AWS_ROLE_SESSION_NAME"))
        return .credentials(
            try assume(role, tokenFile: file, named: "AWS_WEB_IDENTITY_TOKEN_FILE", region: nil))
    }

    /// The credentials of a profile that has a `web_identity_token_file`.
    func credentials(of profile: Profile, _ role: Role) throws(AWSError) -> Credentials {
        try assume(
            role, tokenFile: profile["web_identity_token_file"] ?? "",
            named: "web_identity_token_file of profile \(profile)", region: profile["region"])
    }

    private func assume(
        _ role: Role, tokenFile: String, named variable: String, region: String?
    ) throws(AWSError) -> Credentials {
        let token = try context.token(inFile: tokenFile, named: variable)
        return try SecurityTokenService(context, region: region).assume(role, webIdentityToken: token)
    }
}
