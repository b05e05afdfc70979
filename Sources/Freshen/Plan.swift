/// What a dry run found that a run would send.
struct Plan {
    var pods: [(request: PodRequest, isEverything: Bool)] = []
    var distributions: [DistributionResult] = []
    /// Why each entry is stale.
    var reasons: [PlannedEntry] = []
}
