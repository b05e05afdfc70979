extension Site {
    /// The web entries whose pods a distribution waits for.
    func webs(before distribution: DistributionRule) -> [WebRule] {
        guard let after = distribution.after else { return webs }
        return webs.filter { after.contains($0.name) }
    }
}

extension DistributionRule {
    var target: Target { Target(kind: .distribution, name: id) }
}
