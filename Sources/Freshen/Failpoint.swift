/// The moments of a run at which crash tests kill the program.
package enum Failpoint: String, Sendable, CaseIterable {
    /// The look has not begun.
    case beforeLook = "before-look"
    /// The checkpoint is locked, and nothing is compared yet.
    case locked
    /// Every collection is compared and written, and the checkpoint is not moved yet.
    case compared
    /// A window of catch-up is appended.
    case windowAppended = "window-appended"
    /// The look is written completely and not committed.
    case beforeCommit = "before-commit"
    /// The look is committed, and nothing is sent yet.
    case committed
    /// Pods that no longer exist, and distributions that left the file, are deleted.
    case podsDeleted = "pods-deleted"
    /// New pods have answered a greeting, and nothing of it is stored.
    case greeted
    /// It is stored that a new process answers under a pod's identity.
    case renewed
    /// The entries that distributions are sent again are appended and not committed.
    case appendedAgain = "appended-again"
    /// The pods are about to be notified.
    case beforePods = "before-pods"
    /// A pass over the pods is done, and the next one is not begun.
    case betweenPasses = "between-passes"
    /// The pods have answered, no offset has moved.
    case podsAnswered = "pods-answered"
    /// The offsets of the pods that are done have moved.
    case offsetsMoved = "offsets-moved"
    /// The pods are listed anew, and new ones have not been notified yet.
    case listedAnew = "listed-anew"
    /// All pods are notified, and the last round over all distributions has not begun.
    case beforeCloudFront = "before-cloudfront"
    /// The pods that lack entries which CloudFront is about to be sent are marked, and no batch is stored.
    case resendMarked = "resend-marked"
    /// A batch is stored and not sent.
    case batchStored = "batch-stored"
    /// Other batches have replaced one that was not accepted.
    case batchReplaced = "batch-replaced"
    /// CloudFront has answered, and nothing of it is stored.
    case cloudFrontAnswered = "cloudfront-answered"
    /// A batch is stored as accepted.
    case batchAccepted = "batch-accepted"
    /// CloudFront has completed an invalidation, and nothing of it is stored.
    case invalidationCompleted = "invalidation-completed"
    /// A step of the schema has run and is not committed.
    case migrating
}

/// Called whenever a failpoint is reached; does nothing outside tests.
package typealias FailpointReached = (Failpoint) -> Void
