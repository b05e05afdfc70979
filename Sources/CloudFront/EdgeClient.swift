package import AWS
package import Freshen

/// CloudFront behind the domain's seam.
package struct EdgeClient: EdgeTelling {
    /// The service to ask, or why there is none.
    private let distributions: Result<Distributions, AWSError>

    /// Asks nobody, not even for credentials, before there is something to send.
    package init(_ surroundings: AWSSurroundings) {
        distributions = Result { () throws(AWSError) in
            Distributions(try .cloudFront(surroundings, credentials: CredentialChain(surroundings)))
        }
    }

    package func batches(for stale: [Stale], _ distribution: DistributionRule) -> [[String]] {
        let plan = invalidationItems(for: stale, variants: distribution.variants, tags: false)
        // Once those in progress have ended, as many again may be sent within the time that a run waits, and no more.
        let isTooMuch = load(of: plan.items).wildcards > 2 * capacity.wildcards
        return CloudFront.batches(isTooMuch ? fewerWildcards(plan.items, atMost: capacity.wildcards) : plan.items)
    }

    package func send(_ batch: Batch) throws(EdgeFailure) -> String {
        do {
            return try distributions.get().createInvalidation(
                distribution: batch.distribution, items: batch.items, callerReference: batch.callerReference
            ).id
        } catch {
            throw EdgeFailure(error, distribution: batch.distribution)
        }
    }

    package func progress(of batch: Batch) throws(EdgeFailure) -> EdgeProgress {
        do {
            let invalidation = try distributions.get().invalidation(
                distribution: batch.distribution, id: batch.invalidation ?? "")
            return invalidation.isCompleted ? .completed : .inProgress
        } catch  where error.isUnknownInvalidation {
            return .unknown
        } catch {
            throw EdgeFailure(error, distribution: batch.distribution)
        }
    }

    package var capacity: EdgeLoad { EdgeLoad(paths: maximumPaths, wildcards: maximumWildcards) }

    package func load(of items: [String]) -> EdgeLoad {
        let wildcards = items.count(where: isWildcard)
        return EdgeLoad(paths: items.count - wildcards, wildcards: wildcards)
    }

    package func fewerWildcards(_ items: [String], atMost limit: Int) -> [String] {
        CloudFront.fewerWildcards(items, atMost: limit)
    }

    package func widened(_ item: String) -> String? {
        CloudFront.widened(item)
    }
}
