/// The places in which AWS's own tools look for credentials, in their order; the first that has any wins.
///
/// Asks nobody before credentials are needed, keeps what it found, and asks again before that ends.
/// Order: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
package final class CredentialChain: CredentialProviding {
    private let sources: [any CredentialSource]
    private let clock: AWSClock
    private var current: Credentials?

    /// A chain that has looked nowhere yet.
    package init(_ surroundings: AWSSurroundings) {
        sources = [
            EnvironmentSource(surroundings: surroundings), RoleSource(surroundings: surroundings),
            WebIdentitySource(surroundings: surroundings), KeysSource(surroundings: surroundings),
            ContainerSource(surroundings: surroundings), InstanceSource(surroundings: surroundings),
        ]
        clock = surroundings.clock
    }

    /// Those found before, unless they end within five minutes and there are newer ones.
    package func credentials() throws(AWSError) -> Credentials {
        guard let current, current.secondsLeft(clock.unixTime) > 0 else { return try found() }
        guard current.secondsLeft(clock.unixTime) < 300 else { return current }
        return (try? found()) ?? current
    }

    package func renewed() throws(AWSError) -> Credentials? {
        let refused = current
        let new = try found()
        return new == refused ? nil : new
    }

    private func found() throws(AWSError) -> Credentials {
        var lacking: [String] = []
        for source in sources {
            switch try find(in: source) {
            case .credentials(let credentials):
                guard credentials.secondsLeft(clock.unixTime) > 0 else {
                    throw .noCredentials(
                        "\(source.name): the credentials there have ended already; renew them, or set this machine's clock"
                    )
                }
                current = credentials
                return credentials
            case .nothing(let reason): lacking += reason.map { ["\(source.name): \($0)"] } ?? []
            }
        }
        throw .noCredentials("no AWS credentials (\(lacking.joined(separator: "; ")))")
    }

    private func find(in source: any CredentialSource) throws(AWSError) -> Finding {
        do {
            return try source.find()
        } catch {
            throw AWSError(
                error.origin, code: error.code, message: "\(source.name): \(error.message)", requestID: error.requestID)
        }
    }
}

extension Credentials {
    fileprivate func secondsLeft(_ now: Int64) -> Int64 {
        expiration.map { $0 - now } ?? .max
    }
}
