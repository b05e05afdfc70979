/// A profile that assumes a role with the credentials of another profile, or from another place.
struct RoleSource: CredentialSource {
    let context: AWSContext

    var name: String { "profile" }

    func find() throws(AWSError) -> Finding {
        let profiles = Profiles(context)
        guard let profile = try profiles.chosen(), let role = profile.role(), !profile.hasWebIdentity else {
            return .nothing(nil)
        }
        return .credentials(try assume(role, of: profile, among: profiles, above: [profile.name]))
    }

    private func assume(
        _ role: Role, of profile: Profile, among profiles: Profiles, above: [String]
    ) throws(AWSError) -> Credentials {
        guard profile["mfa_serial"] == nil else {
            throw .noCredentials(
                "profile \(profile) requires an MFA code (mfa_serial), which freshen cannot enter; use another role")
        }
        let base = try base(of: profile, among: profiles, above: above)
        return try SecurityTokenService(context, region: profile["region"]).assume(role, with: base)
    }

    /// The credentials with which a profile assumes its role.
    private func base(
        of profile: Profile, among profiles: Profiles, above: [String]
    ) throws(AWSError) -> Credentials {
        if let other = profile["source_profile"] {
            guard let source = profiles[other] else {
                throw .noCredentials(
                    "profile \(profile) names the source_profile \(shown(other)), which does not exist")
            }
            return try credentials(of: source, among: profiles, above: above)
        }
        guard let place = profile["credential_source"] else {
            throw .noCredentials("profile \(profile) has a role_arn; add its source_profile or credential_source")
        }
        let source: any CredentialSource =
            switch place {
            case "Environment": EnvironmentSource(context: context)
            case "EcsContainer": ContainerSource(context: context)
            case "Ec2InstanceMetadata": InstanceSource(context: context)
            default:
                throw .noCredentials(
                    "credential_source \(shown(place)) of profile \(profile) is none of Environment, EcsContainer, "
                        + "Ec2InstanceMetadata; correct it")
            }
        switch try source.find() {
        case .credentials(let credentials): return credentials
        case .nothing(let reason): throw .noCredentials("credential_source \(place): \(reason ?? "nothing there")")
        }
    }

    private func credentials(
        of profile: Profile, among profiles: Profiles, above: [String]
    ) throws(AWSError) -> Credentials {
        // A profile may be its own source_profile: then its keys are used, and not its role a second time.
        guard let role = profile.role(), above.last != profile.name else {
            guard let keys = try profile.keys() else {
                throw .noCredentials("the source_profile \(profile) has no aws_access_key_id; add it")
            }
            return keys
        }
        guard !above.contains(profile.name) else {
            let cycle = (above + [profile.name]).map(shown).joined(separator: ", ")
            throw .noCredentials("the profiles \(cycle) form a cycle; break it")
        }
        if profile.hasWebIdentity {
            return try WebIdentitySource(context: context).credentials(of: profile, role)
        }
        return try assume(role, of: profile, among: profiles, above: above + [profile.name])
    }
}
