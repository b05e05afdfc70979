package import AWS
package import Freshen

/// CloudFront behind the domain's seam.
package final class CloudFrontClient: CDNInvalidating {
    /// The service to ask, or why there is none.
    private let distributions: Result<Distributions, AWSError>
    /// The ids behind aliases, as far as they were asked for.
    private var ids: [String: String] = [:]
    /// Which distributions remember tags, as far as that was asked.
    private var readsTags: [String: Bool] = [:]

    /// Asks nobody, not even for credentials, before there is something to send.
    package init(_ surroundings: AWSSurroundings) {
        distributions = Result { () throws(AWSError) in
            Distributions(try .cloudFront(surroundings, credentials: CredentialChain(surroundings)))
        }
    }

    package func batches(
        for stale: [Stale], _ distribution: DistributionRule
    ) throws(CDNFailure) -> [[String]] {
        let tags = stale.contains { if case .tag = $0 { true } else { false } }
        let plan = invalidationItems(
            for: stale, variants: distribution.variants, tags: tags ? try readsTags(distribution.id) : false)
        // Once those in progress have ended, as many again may be sent within the time that a run waits, and no more.
        let isTooMuch = load(of: plan.items).wildcards > 2 * capacity.wildcards
        return CloudFront.batches(isTooMuch ? fewerWildcards(plan.items, atMost: capacity.wildcards) : plan.items)
    }

    package func send(_ batch: Batch) throws(CDNFailure) -> String {
        try asking(batch.distribution) { (distributions, id) throws(AWSError) in
            try distributions.createInvalidation(
                distribution: id, items: batch.items, callerReference: batch.callerReference
            ).id
        }
    }

    package func progress(of batch: Batch) throws(CDNFailure) -> InvalidationProgress {
        try asking(batch.distribution) { (distributions, id) throws(AWSError) in
            do throws(AWSError) {
                let invalidation = try distributions.invalidation(distribution: id, id: batch.invalidation ?? "")
                return invalidation.isCompleted ? .completed : .inProgress
            } catch  where error.isUnknownInvalidation {
                return .unknown
            }
        }
    }

    package var capacity: InvalidationLoad { InvalidationLoad(paths: maximumPaths, wildcards: maximumWildcards) }

    package func load(of items: [String]) -> InvalidationLoad {
        let wildcards = items.count(where: isWildcard)
        return InvalidationLoad(paths: items.count - wildcards, wildcards: wildcards)
    }

    package func fewerWildcards(_ items: [String], atMost limit: Int) -> [String] {
        CloudFront.fewerWildcards(items, atMost: limit)
    }

    package func widened(_ item: String) -> String? {
        CloudFront.widened(item)
    }
}

extension CloudFrontClient {
    private func readsTags(_ distribution: String) throws(CDNFailure) -> Bool {
        if let known = readsTags[distribution] { return known }
        let answer = try asking(distribution) { (distributions, id) throws(AWSError) in
            try distributions.readsTags(id)
        }
        readsTags[distribution] = answer
        return answer
    }

    /// Asks something about a distribution by its id.
    private func asking<Answer>(
        _ distribution: String, _ ask: (Distributions, String) throws(AWSError) -> Answer
    ) throws(CDNFailure) -> Answer {
        do throws(AWSError) {
            let distributions = try distributions.get()
            guard let id = try id(distribution, distributions) else { throw AWSError.noDistribution }
            return try ask(distributions, id)
        } catch {
            throw CDNFailure(error, distribution: distribution)
        }
    }

    /// The id of a distribution that may be named by an alias; an id holds no dot.
    private func id(_ name: String, _ distributions: Distributions) throws(AWSError) -> String? {
        guard name.contains("."), ids[name] == nil else { return ids[name] ?? name }
        ids[name] = try distributions.id(ofAlias: name)
        return ids[name]
    }
}

extension AWSError {
    fileprivate static let noDistribution = AWSError(
        .setup, code: "NoSuchDistribution", message: "none has this alias")
}
