/// What one run has delivered so far; its report is made from this at the end.
struct Delivery {
    /// The pods as they were listed last.
    var fleet: Fleet
    var pods = PodResults()
    private(set) var distributions: [DistributionResult] = []

    init(_ fleet: Fleet) {
        self.fleet = fleet
    }

    /// Adds the result of a distribution, which may have had one before in the same run.
    mutating func add(_ result: DistributionResult) {
        guard let index = distributions.firstIndex(where: { $0.distribution == result.distribution }) else {
            return distributions.append(result)
        }
        distributions.append(result.following(distributions.remove(at: index)))
    }
}
