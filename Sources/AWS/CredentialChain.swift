/// The places in which AWS's own tools look for credentials, in their order; the first that has any wins.
///
/// The search is made when credentials are needed. Its result is kept, and refreshed before it expires.
/// Order: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
package final class CredentialChain: CredentialProviding {
    private let sources: [any CredentialSource]
    private let clock: AWSClock
    private var current: Credentials?
    /// When `credentials()` last tried to refresh them, in seconds since 1970.
    private var lastRefresh = Int64.min

    package init(_ context: AWSContext) {
        sources = [
            EnvironmentSource(context: context), RoleSource(context: context),
            WebIdentitySource(context: context), KeysSource(context: context),
            ContainerSource(context: context), InstanceSource(context: context),
        ]
        clock = context.clock
    }

    /// The credentials found before; in the five minutes before they expire, it searches for newer ones once a minute.
    package func credentials() throws(AWSError) -> Credentials {
        let now = clock.unixTime
        guard let current, current.secondsLeft(now) > 0 else { return try search() }
        guard current.secondsLeft(now) < 300, !(lastRefresh..<lastRefresh + 60).contains(now) else { return current }
        lastRefresh = now
        return (try? search()) ?? current
    }

    /// The credentials of a new search; nil: the same ones again.
    package func refreshed() throws(AWSError) -> Credentials? {
        let refused = current
        let new = try search()
        return new == refused ? nil : new
    }

    private func search() throws(AWSError) -> Credentials {
        var reasons: [String] = []
        for source in sources {
            switch try find(in: source) {
            case .credentials(let credentials):
                guard credentials.secondsLeft(clock.unixTime) > 0 else {
                    throw .noCredentials(
                        "\(source.name): the credentials there have expired; renew them, or correct this machine's clock"
                    )
                }
                current = credentials
                return credentials
            case .nothing(let reason): reasons += reason.map { ["\(source.name): \($0)"] } ?? []
            }
        }
        throw .noCredentials("no AWS credentials (\(reasons.joined(separator: "; ")))")
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
