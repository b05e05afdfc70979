/// The moments of a run at which a crash is the most instructive: tests kill the program there.
package enum Failpoint: String, Sendable, CaseIterable {
    /// Nothing has been looked at.
    case beforeLook = "before-look"
    /// The checkpoint is locked, nothing is compared.
    case locked
    /// Every collection is compared and written, the checkpoint stands where it stood.
    case compared
    /// A window of catch-up is appended.
    case windowAppended = "window-appended"
    /// All is written, nothing committed.
    case beforeCommit = "before-commit"
    /// The look is committed, nobody has been told.
    case committed
    /// The pods are about to be told.
    case beforePods = "before-pods"
    /// All pods were told once, and are to be told again.
    case betweenPasses = "between-passes"
    /// The pods did what they were told, no offset has moved.
    case podsTold = "pods-told"
    /// The offsets of the pods that did as they were told have moved.
    case podAcknowledged = "pod-acknowledged"
    /// Every pod's offset has moved, CloudFront knows nothing.
    case beforeCloudFront = "before-cloudfront"
    /// A batch is stored and not asked for.
    case batchStored = "batch-stored"
    /// CloudFront has answered, and nothing of it is noted.
    case cloudFrontAnswered = "cloudfront-answered"
    /// A batch is noted as accepted.
    case batchAccepted = "batch-accepted"
    /// A step of the schema has run and is not committed.
    case migrating
}

/// Told whenever such a moment is reached; does nothing outside tests.
package typealias FailpointReached = (Failpoint) -> Void
