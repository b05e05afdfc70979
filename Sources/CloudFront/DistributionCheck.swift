package import AWS
package import Freshen

/// What `freshen doctor` says about AWS: the identity, the distributions and the rights, by requests that cost nothing.
package struct DistributionCheck {
    private let context: AWSContext

    package init(_ context: AWSContext) {
        self.context = context
    }

    /// Findings about the identity and each distribution; `hasTags` says whether the site sends tags.
    ///
    /// `lastAccepted` returns the id of the newest invalidation that CloudFront accepted from this site: only an invalidation
    /// proves the right to make one, and it may cost.
    package func findings(
        _ distributions: [DistributionRule], hasTags: Bool, lastAccepted: (String) -> String?
    ) -> [Finding] {
        guard !distributions.isEmpty else { return [.skipped("aws", "", "freshen.yaml names no distribution")] }
        let identity = identity
        // Without credentials every request fails for the same reason.
        guard identity.result != .failed else { return [identity] }
        let client = CloudFrontClient(context)
        return [identity] + distributions.flatMap { findings($0.id, client, hasTags: hasTags, lastAccepted($0.id)) }
    }

    private var identity: Finding {
        do throws(AWSError) {
            return .ok("aws", "identity", try callerIdentity(context))
        } catch {
            // Only credentials matter here: a private network may have CloudFront's endpoint alone, or a policy for STS.
            guard error.remedy == .signIn || error.origin == .setup else {
                return .skipped("aws", "identity", "STS does not say: \(error.description)")
            }
            return .failed("aws", "identity", Failure(CDNFailure(error, distribution: "").exit, error.description))
        }
    }

    private func findings(
        _ distribution: String, _ client: CloudFrontClient, hasTags: Bool, _ accepted: String?
    ) -> [Finding] {
        do throws(CDNFailure) {
            try client.checkReading(distribution)
            let right: Finding =
                accepted.map { .ok("cloudfront", distribution, "it may be read; invalidation \($0) was accepted") }
                ?? .skipped(
                    "cloudfront", distribution,
                    "it may be read; only an invalidation shows whether cloudfront:CreateInvalidation is granted: freshen "
                        + "invalidate /robots.txt")
            return [right] + (hasTags ? [try tags(distribution, client)] : [])
        } catch {
            return [.failed("cloudfront", distribution, failure(of: error))]
        }
    }

    private func tags(_ distribution: String, _ client: CloudFrontClient) throws(CDNFailure) -> Finding {
        try client.readsTags(distribution)
            ? .ok("cloudfront", distribution, "it reads cache tags")
            : .warning(
                "cloudfront", distribution, "it has no CacheTagConfig: tags are left out, and pages are sent by path")
    }

    private func failure(of error: CDNFailure) -> Failure { Failure(error.exit, error.message) }
}
