extension Site {
    /// The webs whose pods a distribution waits for.
    func webs(before distribution: DistributionRule) -> [WebRule] {
        guard let after = distribution.after else { return webs }
        return webs.filter { after.contains($0.name) }
    }
}

extension WebRule {
    /// What a pod of this web is told of what it is owed: everything is sent beside the paths, because a page of the
    /// Pages Router hears only its own.
    func stale(_ owed: Owed) -> [Stale] {
        let told = Set(owed.entries.flatMap(\.forPods)).subtracting([.everything])
        return told.union(owed.saysEverything ? everything : []).sorted()
    }
}

extension DistributionRule {
    var target: Target { Target(kind: .distribution, name: id) }
}

extension Owed {
    /// What a CDN is told: everything in place of the rest.
    var stale: [Stale] {
        saysEverything ? [.everything] : Set(entries.map(\.stale)).sorted()
    }
}
