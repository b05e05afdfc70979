package import AWS

extension AWSError {
    /// 3,000 paths or 15 wildcards are in progress already; the same request succeeds once some of them are completed.
    package var isTooManyInProgress: Bool { code == "TooManyInvalidationsInProgress" }

    /// More than 3,000 items in one request.
    package var isBatchTooLarge: Bool { code == "BatchTooLarge" }

    /// There is no distribution of that id in this account.
    package var isUnknownDistribution: Bool { code == "NoSuchDistribution" }

    /// CloudFront no longer knows the invalidation.
    package var isUnknownInvalidation: Bool { code == "NoSuchInvalidation" }

    /// The caller reference was used for other items; CloudFront has two codes for it, one of them undocumented.
    package var isReferenceTaken: Bool {
        code == "InvalidationBatchAlreadyExists"
            || code == "InvalidArgument" && message.contains("caller reference")
    }

    /// CloudFront refuses some of the items, without saying which.
    package var isInvalidItem: Bool { code == "InvalidArgument" && !isReferenceTaken }
}
