internal import AWS
internal import CloudFront
internal import Freshen

/// CloudFront behind the domain's seam.
struct EdgeClient: EdgeTelling {
    /// Why CloudFront cannot be asked at all, or the service to ask.
    let distributions: Result<Distributions, EdgeFailure>

    /// Asks nobody, not even for credentials, before there is something to send.
    init(_ surroundings: AWSSurroundings) {
        do {
            let credentials = CredentialChain(surroundings)
            distributions = .success(Distributions(try .cloudFront(surroundings, credentials: credentials)))
        } catch {
            distributions = .failure(EdgeFailure(.refused, error.description))
        }
    }

    func batches(for stale: [Stale], _ distribution: DistributionRule) -> [[String]] {
        let plan = invalidationItems(for: stale, variants: distribution.variants, tags: false)
        return CloudFront.batches(fewerWildcards(plan.items, atMost: Self.wildcards))
    }

    func send(_ batch: Batch) throws(EdgeFailure) -> String {
        do {
            return try distributions.get().createInvalidation(
                distribution: batch.distribution, items: batch.items, callerReference: batch.callerReference
            ).id
        } catch let failure as EdgeFailure {
            throw failure
        } catch let error as AWSError {
            throw EdgeFailure(error, distribution: batch.distribution)
        } catch {
            throw EdgeFailure(.bug, "\(error)")
        }
    }

    /// How many wildcards CloudFront works on at a time for one distribution.
    private static let wildcards = 15
}

extension EdgeFailure {
    fileprivate init(_ error: AWSError, distribution: String) {
        if error.isUnknownDistribution {
            self.init(.configuration, "there is no distribution \(distribution) in this account: \(error)")
        } else if error.isCredentials || error.isAccessDenied {
            self.init(.refused, error.description)
        } else {
            self.init(.tryAgain, error.description)
        }
    }
}
