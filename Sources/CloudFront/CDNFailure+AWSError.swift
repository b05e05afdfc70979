internal import AWS
internal import Freshen
internal import HTTPClient

extension CDNFailure {
    /// The failure that an error of AWS means for a run.
    init(_ error: AWSError, distribution: String) {
        let text = error.description
        switch error.remedy {
        case _ where error.isUnknownDistribution:
            let message = "there is no distribution \(distribution) in this account"
            self.init(.configuration, "\(message): correct its name, or the credentials; \(text)")
        case .signIn, .grant: self.init(.refused, text)
        case _ where error.isTooManyInProgress:
            self.init(.tryAgain, .full, "CloudFront is busy with earlier invalidations: \(text)")
        case _ where error.isReferenceTaken: self.init(.tryAgain, .badReference, text)
        case _ where error.isInvalidItem || error.isBatchTooLarge: self.init(.tryAgain, .splitBatch, text)
        // It is not repeated in this run.
        case _ where error.origin == .transport(.interrupted): self.init(.tryAgain, text)
        case .slowDown: self.init(.tryAgain, .notNow, "CloudFront limits the rate of requests: \(text)")
        case .retry: self.init(.tryAgain, .notNow, "CloudFront cannot answer: \(text)")
        case .change: self.init(error.origin == .setup ? .configuration : .tryAgain, text)
        }
    }
}
