/// The result of one pod's requests.
package struct PodAnswer: Sendable, Equatable {
    /// How it ended.
    package var outcome: PodOutcome
    /// What the last answer said about the process; nil where no answer followed the contract.
    package private(set) var incarnation: Incarnation?
    /// Entries that the pod refuses; everything was sent in their place.
    package var refused: [Refusal<Stale>] = []
    /// Refusals that name nothing that was sent; everything was sent because of them, too.
    package var misnamed: [Refusal<Stale>] = []
    /// Entries that no revalidation reaches on the pod's version of Next.js; nothing is owed for them.
    package var unsupported: [Refusal<Stale>] = []
    /// The version of Next.js; nil: the pod does not say.
    package var nextVersion: String?
    /// How far the pod's wall clock was set since its process began; nil: it does not say.
    package var clockStep: Duration?
    /// Whether answers came from more than one process.
    package private(set) var isFromSeveralProcesses = false
    /// The pod's `Retry-After`, counted from the run's first notification; nil: none.
    package var notBefore: Duration?

    /// All refusals, those of entries that were sent first.
    package var refusals: [Refusal<Stale>] { refused + misnamed }

    /// A warning where the wall clock was set so far that Next.js misses revalidations; nil: it was not.
    package var clockWarning: String? {
        guard let step = clockStep, step > .milliseconds(500) || step < .milliseconds(-500) else { return nil }
        return
            "its wall clock was set by \(step.seconds) s since it started, so that Next.js misses revalidations: restart it"
    }

    package init(_ outcome: PodOutcome, incarnation: Incarnation? = nil, refused: [Refusal<Stale>] = []) {
        self.outcome = outcome
        self.incarnation = incarnation
        self.refused = refused
    }

    /// Adds what a further answer says about the process; nil: that answer did not follow the contract.
    package mutating func merge(_ next: Incarnation?) {
        guard let next else { return }
        if let incarnation, TargetState(offset: nil, incarnation).isOtherProcess(than: next) {
            isFromSeveralProcesses = true
        }
        incarnation = next
    }

    /// This answer to a further pass, with what the earlier passes' answers said about the process.
    package func following(_ first: PodAnswer) -> PodAnswer {
        var process = first
        process.merge(incarnation)
        var answer = self
        answer.incarnation = process.incarnation
        answer.isFromSeveralProcesses = isFromSeveralProcesses || process.isFromSeveralProcesses
        return answer
    }
}

/// How notifying one pod ended.
package enum PodOutcome: Sendable, Equatable {
    case done
    /// Failed, with a detail for people.
    case failed(PodFailure, String)
}

/// What a target refuses: an entry of a pod's request, or an item of an invalidation.
package struct Refusal<Refused: Hashable & Sendable>: Hashable, Sendable {
    /// The entry or item as it was sent.
    package let refused: Refused
    /// The target's reason.
    package let reason: String

    package init(_ refused: Refused, reason: String) {
        self.refused = refused
        self.reason = reason
    }
}
