/// The lists of pods of all web entries, which are read at once, and while the run does something else.
final class PodLists {
    private let webs: [WebRule]
    private let finder: any PodFinding
    private var pending: [String: any PendingPods] = [:]
    private var lists: [String: FoundPods] = [:]
    private var failures: [String: Failure] = [:]

    /// Begins to list.
    init(_ webs: [WebRule], _ finder: any PodFinding) {
        self.webs = webs
        self.finder = finder
        begin()
    }

    /// Begins to list the pods of each web entry whose list is not being read.
    func begin() {
        for web in webs where pending[web.name] == nil { pending[web.name] = finder.begin(web) }
    }

    /// The web entries whose pods are not known yet, and are being listed.
    var unknownWebs: Set<String> { Set(pending.keys.filter { lists[$0] == nil }) }

    /// The pods as far as they are known once all lists are read, or after `patience`.
    ///
    /// Where a list is not there yet, or its latest reading failed, the one before is used.
    func fleet(within patience: Duration) -> Fleet {
        let end = ContinuousClock.now + patience
        for web in webs {
            guard let result = pending[web.name]?.found(until: end) else { continue }
            pending[web.name] = nil
            switch result {
            case .success(let found): (lists[web.name], failures[web.name]) = (found, nil)
            case .failure(let failure): failures[web.name] = failure
            }
        }
        return fleet
    }

    private var fleet: Fleet {
        var fleet = Fleet()
        for web in webs {
            if let found = lists[web.name] {
                fleet.add(found, of: web)
            } else {
                fleet.unlisted[web.name] = failures[web.name] ?? Self.unanswered
            }
        }
        return fleet
    }

    private static let unanswered = Failure(.tryAgain, "the list is not there yet")
}
