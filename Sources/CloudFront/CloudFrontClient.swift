package import AWS
package import Freshen

/// CloudFront as the CDN of a run.
package final class CloudFrontClient: CDNInvalidating {
    /// The service, or why it cannot be used.
    private let api: Result<CloudFrontAPI, AWSError>
    private let aliases: any AliasKeeping
    /// Whether distributions read tags, by id or alias; filled on demand.
    private var tagSupport: [String: Bool] = [:]

    /// Makes no request, not even for credentials, before there is something to send.
    package init(_ context: AWSContext) {
        aliases = context.aliases
        api = Result { () throws(AWSError) in
            CloudFrontAPI(try .cloudFront(context, credentials: CredentialChain(context)))
        }
    }

    package func plan(
        for stale: [Stale], _ distribution: DistributionRule, budget: Int?
    ) throws(CDNFailure) -> CDNPlan {
        let hasTags = stale.contains { if case .tag = $0 { true } else { false } }
        let wanted = invalidationItems(
            for: stale, variants: distribution.variants, tags: hasTags ? try readsTags(distribution.id) : false,
            trailingSlash: distribution.trailingSlash)
        // CloudFront takes one full batch of wildcards at a time. A run waits long enough for the first to complete, so
        // that it can send a second one. More wildcards are merged.
        let affordable = budget.map { merged(wanted.items, atMost: $0) } ?? wanted.items
        let isTooMuch = load(of: affordable).wildcards > 2 * capacity.wildcards
        let items = isTooMuch ? fewerWildcards(affordable, atMost: capacity.wildcards) : affordable
        return CDNPlan(
            batches: batches(items), remark: wanted.remark,
            mergedCount: Set(wanted.items).subtracting(affordable).count)
    }

    package func send(_ batch: Batch) throws(CDNFailure) -> String {
        try request(batch.distribution) { (api, id) throws(AWSError) in
            try api.createInvalidation(distribution: id, items: batch.items, callerReference: batch.callerReference).id
        }
    }

    package func progress(of batch: Batch) throws(CDNFailure) -> InvalidationProgress {
        try request(batch.distribution) { (api, id) throws(AWSError) in
            do throws(AWSError) {
                let invalidation = try api.invalidation(distribution: id, id: batch.invalidation ?? "")
                return invalidation.isCompleted ? .completed : .inProgress
            } catch  where error.isUnknownInvalidation {
                return .unknown
            }
        }
    }

    package var capacity: InvalidationLoad { InvalidationLoad(paths: maximumPaths, wildcards: maximumWildcards) }

    package func load(of items: [String]) -> InvalidationLoad {
        let counts = ItemCounts(items)
        return InvalidationLoad(paths: counts.paths + counts.tags, wildcards: counts.wildcards)
    }

    package func fewerWildcards(_ items: [String], atMost limit: Int) -> [String] {
        CloudFront.fewerWildcards(items, atMost: limit)
    }

    package func widened(_ item: String) -> String? {
        CloudFront.widened(item)
    }

    /// The id of a distribution that is named by its id or an alias; only an alias is looked up.
    package func id(of distribution: String) throws(CDNFailure) -> String {
        try request(distribution) { (_, id) throws(AWSError) in id }
    }

    /// Asks for an invalidation that does not exist; throws if the distribution does not, or must not be read.
    func checkReading(_ distribution: String) throws(CDNFailure) {
        try request(distribution) { (api, id) throws(AWSError) in
            do throws(AWSError) {
                _ = try api.invalidation(distribution: id, id: "IDOCTOR000000")
            } catch  where error.isUnknownInvalidation {
                return
            }
        }
    }

    func readsTags(_ distribution: String) throws(CDNFailure) -> Bool {
        if let known = tagSupport[distribution] { return known }
        let answer = try request(distribution) { (api, id) throws(AWSError) in try api.readsTags(id) }
        tagSupport[distribution] = answer
        return answer
    }

    /// Makes a request about a distribution, by its id.
    private func request<Answer>(
        _ distribution: String, _ send: (CloudFrontAPI, String) throws(AWSError) -> Answer
    ) throws(CDNFailure) -> Answer {
        do throws(AWSError) {
            let api = try api.get()
            guard distribution.contains("."), let known = aliases.id(of: distribution) else {
                return try send(api, try id(distribution, api))
            }
            do throws(AWSError) {
                return try send(api, known)
            } catch  where error.isUnknownDistribution || error.remedy == .grant {
                // The alias was looked up earlier. It may be another distribution's by now, and the policy, too.
                let other = try id(distribution, api)
                guard other != known else { throw error }
                return try send(api, other)
            }
        } catch {
            throw CDNFailure(error, distribution: distribution)
        }
    }

    /// The id of a distribution that is named by its id or, with a dot in it, by an alias, which is looked up.
    private func id(_ name: String, _ api: CloudFrontAPI) throws(AWSError) -> String {
        guard name.contains(".") else { return name }
        let id = try api.id(ofAlias: name)
        aliases.keep(id, for: name)
        guard let id else {
            throw AWSError(
                .setup, code: "NoSuchDistribution", message: "no distribution has this alias, and no tenant this domain"
            )
        }
        return id
    }
}
