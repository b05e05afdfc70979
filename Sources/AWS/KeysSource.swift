/// Long-lived keys in a profile of AWS's shared files.
struct KeysSource: CredentialSource {
    let context: AWSContext

    var name: String { "profile" }

    func find() throws(AWSError) -> Finding {
        let profiles = Profiles(context)
        guard let profile = try profiles.chosen() else {
            return .nothing("no profile \(profiles.name) in \(profiles.places)")
        }
        if let keys = try profile.keys() { return .credentials(keys) }
        let other = ["sso_session", "sso_start_url", "credential_process", "login_session"].first {
            profile[$0] != nil
        }
        return .nothing(
            "\(profile) has " + (other.map { "only \($0), which freshen does not use" } ?? "no aws_access_key_id"))
    }
}
