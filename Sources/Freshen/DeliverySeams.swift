/// Finds the pods of a web entry.
package protocol PodFinding {
    /// Every process of the entry that may hold a page cache at this moment.
    ///
    /// Throws a failure to try again where nobody can be asked, or not now; a refused one where the right to list is
    /// missing; one of the configuration where there is nothing to ask for, or fewer pods than the entry's `min`.
    func pods(of web: WebRule) throws(Failure) -> [Pod]
}

/// What one pod is to be told.
package struct PodOrder: Sendable {
    package let pod: Pod
    package let web: WebRule
    package let stale: [Stale]

    package init(pod: Pod, web: WebRule, stale: [Stale]) {
        self.pod = pod
        self.web = web
        self.stale = stale
    }
}

/// How telling one pod ended.
package enum PodOutcome: Sendable, Equatable {
    case done
    case failed(PodFailure, String)
}

/// An entry that a pod refuses, whatever else it does.
package struct Refusal: Sendable, Hashable {
    package let stale: Stale
    package let reason: String

    package init(_ stale: Stale, reason: String) {
        self.stale = stale
        self.reason = reason
    }
}

/// What came of telling one pod.
package struct PodAnswer: Sendable, Equatable {
    package var outcome: PodOutcome
    /// What its last answer said of its process; nil: it did not answer as the contract says.
    package private(set) var said: Incarnation?
    /// Entries that it refuses; it was told everything in their place.
    package var refused: [Refusal] = []
    /// Whether not all answers came from one process.
    package private(set) var isOther = false
    /// When it may be told again by its own word, counted from the run's first telling; nil: it does not say.
    package var notBefore: Duration?

    package init(_ outcome: PodOutcome, said: Incarnation? = nil, refused: [Refusal] = []) {
        self.outcome = outcome
        self.said = said
        self.refused = refused
    }

    /// Takes in what one more answer says of its process; nil: nothing by the contract.
    package mutating func hear(_ next: Incarnation?) {
        guard let next else { return }
        if let said, TargetState(offset: nil, said).isOther(than: next) { isOther = true }
        said = next
    }

    /// The answer to a second telling, after that to the first.
    package func following(_ first: PodAnswer) -> PodAnswer {
        var process = first
        process.hear(said)
        var answer = self
        (answer.said, answer.isOther) = (process.said, isOther || process.isOther)
        return answer
    }
}

/// Why a pod did not do what it was told.
///
/// Whatever it was, it stays owed: what may be over in a moment is tried again within the run, all else by the next one.
package enum PodFailure: String, Sendable {
    case unreachable
    case timedOut = "timed out"
    case redirect
    case refused
    case noEndpoint = "no endpoint"
    case tooLarge = "too large"
    case busy
    case serverError = "server error"
    case notJSON = "not JSON"
    case notRevalidated = "not revalidated"
    /// A 4xx that says neither who asks nor where: something in the request is wrong to it.
    case rejected
    case unexpected
    case interrupted
    /// It was not told, because the CMS cannot answer the renders that would follow.
    case withheld
}

/// Tells pods, all at once.
package protocol PodTelling {
    /// Asks pods who they are and makes none forget anything; one answer for each order, in the same order.
    func greet(_ orders: [PodOrder]) -> [PodAnswer]
    /// One answer for each order, in the same order. Never throws: a pod that fails is a pod that is owed.
    func tell(_ orders: [PodOrder]) -> [PodAnswer]
}
