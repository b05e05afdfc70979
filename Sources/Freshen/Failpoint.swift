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
    /// Pods that are gone are forgotten.
    case podsDeleted = "pods-deleted"
    /// New pods have said who they are, and nothing of it is noted.
    case greeted
    /// It is noted that behind a pod's identity stands another process.
    case renewed
    /// What a pod lacked is appended again for distributions, and not committed.
    case appendedAgain = "appended-again"
    /// The pods are about to be told.
    case beforePods = "before-pods"
    /// All pods were told once, and are to be told again.
    case betweenPasses = "between-passes"
    /// The pods did what they were told, no offset has moved.
    case podsTold = "pods-told"
    /// The offsets of the pods that did as they were told have moved.
    case podAcknowledged = "pod-acknowledged"
    /// The pods are listed anew, and those that appeared were told nothing.
    case listedAnew = "listed-anew"
    /// Every pod's offset has moved, CloudFront knows nothing.
    case beforeCloudFront = "before-cloudfront"
    /// It is noted which pods lack what CloudFront is about to be told, and no batch is stored.
    case resendMarked = "resend-marked"
    /// A batch is stored and not asked for.
    case batchStored = "batch-stored"
    /// Other batches are stored in the place of one that was not taken.
    case batchReplaced = "batch-replaced"
    /// CloudFront has answered, and nothing of it is noted.
    case cloudFrontAnswered = "cloudfront-answered"
    /// A batch is noted as accepted.
    case batchAccepted = "batch-accepted"
    /// CloudFront has said that an invalidation is completed, and nothing of it is noted.
    case invalidationCompleted = "invalidation-completed"
    /// A step of the schema has run and is not committed.
    case migrating
}

/// Told whenever such a moment is reached; does nothing outside tests.
package typealias FailpointReached = (Failpoint) -> Void
