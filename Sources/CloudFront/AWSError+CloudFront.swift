package import AWS

extension AWSError {
    /// Whether 3,000 paths or 15 wildcards are in progress already: the request succeeds once some are completed.
    package var isTooManyInProgress: Bool { code == "TooManyInvalidationsInProgress" }

    /// Whether the request had more than 3,000 items.
    package var isBatchTooLarge: Bool { code == "BatchTooLarge" }

    /// Whether this account has no distribution, or no tenant, of that id.
    package var isUnknownDistribution: Bool { code == "NoSuchDistribution" || code == "EntityNotFound" }

    /// Whether CloudFront has no invalidation of that id, or no longer.
    package var isUnknownInvalidation: Bool { code == "NoSuchInvalidation" }

    /// Whether the caller reference was used for other items; CloudFront has two codes for it, one undocumented.
    package var isReferenceTaken: Bool {
        code == "InvalidationBatchAlreadyExists"
            || code == "InvalidArgument" && message.contains("caller reference")
    }

    /// Whether CloudFront refuses some of the items; its answer does not name them.
    package var isInvalidItem: Bool { code == "InvalidArgument" && !isReferenceTaken }
}
