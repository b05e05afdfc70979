internal import Freshen

extension MeasuredRun {
    /// What one target is owed after a run.
    struct Owed {
        let target: Target
        /// Its name in reports.
        let name: String
        /// Since how many seconds it has been owed something.
        var age = 0.0
        var entries = 0

        var attributes: [String: Metric.Attribute] {
            ["freshen.target.kind": .text(target.kind.rawValue), "freshen.target.name": .text(name)]
        }
    }

    /// What each target is owed; a target of which that is not known is left out.
    ///
    /// The report knows who is owed nothing. Only the ledger knows how much the others are owed, and since when.
    var owed: [Owed] {
        guard let status else { return upToDate }
        let names = Dictionary(report.pods.map { ($0.target, $0.name) }) { first, _ in first }
        let listed = Set(report.pods.map(\.web))
        return status.lines.compactMap { line in
            // The ledger deletes a pod that is gone in the next run. Pods that could not be listed are not gone.
            if line.target.kind == .pod, names[line.target] == nil, listed.contains(line.target.web) { return nil }
            var owed = Owed(target: line.target, name: names[line.target] ?? line.target.name)
            guard let since = line.since else { return owed }
            (owed.age, owed.entries) = (status.age(of: since).seconds, line.owed)
            return owed
        }
    }

    private var upToDate: [Owed] {
        let pods = report.pods.filter { !$0.isOwed && !$0.isLeftBehind }
        return pods.map { Owed(target: $0.target, name: $0.name) }
            + report.cloudfront.filter { !$0.isOwed }.map {
                Owed(target: Target(kind: .distribution, name: $0.distribution), name: $0.distribution)
            }
    }
}
