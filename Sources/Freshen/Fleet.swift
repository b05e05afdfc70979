/// The pods of every web entry, as they were listed last.
struct Fleet {
    struct Member {
        let web: WebRule
        let pod: Pod
    }

    private(set) var members: [Member] = []
    /// Why the pods of a web entry are not known, by the entry's name.
    var unlisted: [String: Failure] = [:]
    /// Why a web entry has fewer pods than its `min`, by the entry's name.
    private var shortages: [String: Failure] = [:]

    /// Adds the pods of a web entry.
    mutating func add(_ found: FoundPods, of web: WebRule) {
        members += found.pods.map { Member(web: web, pod: $0) }
        shortages[web.name] = found.shortage
    }

    /// What is wrong with web entries, in the order of their names.
    ///
    /// Of a web entry that had pods before, the file is taken to be right: what is wrong with its list may pass.
    func failures(knownWebs: Set<String>) -> [Failure] {
        let unknown = unlisted.map { web, failure in
            (web, failure.exit, "the pods of \(web) are not known: \(failure.message)")
        }
        let few = shortages.map { web, failure in (web, failure.exit, failure.message) }
        return (unknown + few).sorted { $0.0 < $1.0 }.map { web, exit, message in
            Failure(exit == .configuration && knownWebs.contains(web) ? .tryAgain : exit, message)
        }
    }

    var targets: [Target] { members.map(\.pod.target) }

    func filter(_ condition: (Member) -> Bool) -> Fleet {
        var fleet = Fleet()
        fleet.members = members.filter(condition)
        return fleet
    }

    /// The pods of web entries: those that were listed, and where the list could not be read, those that the ledger has.
    ///
    /// The latter are taken to be there and ready. A pod that neither the list nor the ledger has is a new one for a later run,
    /// which tells the distributions again after it.
    func members(of webs: [WebRule], _ state: DeliveryState) -> [Member] {
        let names = Set(webs.map(\.name))
        let listed = members.filter { names.contains($0.web.name) }
        return listed
            + webs.filter { unlisted[$0.name] != nil }.flatMap { web in
                state.states.keys.filter { $0.kind == .pod && $0.web == web.name }.map { known in
                    Member(web: web, pod: Pod(web: web.name, name: known.name, url: known.name))
                }
            }
    }

    /// The ledger's pods that were not listed, except those of web entries that could not be listed.
    func noLongerListed(in state: DeliveryState) -> [Target] {
        let known = Set(targets)
        return state.states.keys.filter { target in
            target.kind == .pod && !known.contains(target) && unlisted[target.web] == nil
        }
    }
}

extension Fleet.Member {
    /// Whether the pod is owed something.
    func isBehind(_ state: DeliveryState) -> Bool {
        guard let target = state.states[pod.target] else { return true }
        return target.offset == nil || target.owedSince != nil
    }

    /// Whether CloudFront waits for the pod: it is ready, and has been behind for no longer than its `patience`.
    func delaysCloudFront(_ state: DeliveryState) -> Bool {
        pod.isReady && isBehind(state) && state.isWithinPatience(pod, of: web)
    }
}
