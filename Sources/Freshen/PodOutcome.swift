/// How notifying one pod ended.
package enum PodOutcome: Sendable, Equatable {
    case done
    /// Failed, with a detail for people.
    case failed(PodFailure, String)
}
