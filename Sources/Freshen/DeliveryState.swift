/// How far the log has grown, and how far each target has got in it.
package struct DeliveryState: Sendable, Equatable {
    /// The log's newest id.
    package var head: Int
    /// Whether there was ever a look.
    package var hasLooked: Bool
    /// The database's clock.
    package var now: Instant
    /// The state of each known target.
    package var states: [Target: TargetState]
    /// The web entries that pods were ever found of.
    package var webs: Set<String>

    package init(
        head: Int, hasLooked: Bool, now: Instant, states: [Target: TargetState], webs: Set<String> = []
    ) {
        self.webs = webs
        self.head = head
        self.hasLooked = hasLooked
        self.now = now
        self.states = states
    }

    /// The offset of each target; nil: nothing was ever delivered to it.
    package var offsets: [Target: Int?] { states.mapValues(\.offset) }

    /// The offset of one target; nil: the target is unknown, or nothing was ever delivered to it.
    package func offset(of target: Target) -> Int? { states[target]?.offset }

    /// Whether a pod has been behind for at most its web entry's `patience`, or is not behind at all.
    func isWithinPatience(_ pod: Pod, of web: WebRule) -> Bool {
        states[pod.target]?.owedSince.map { now <= $0 + web.patience } ?? true
    }
}
