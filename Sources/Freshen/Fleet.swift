/// The pods of every web entry, as they were listed last.
struct Fleet {
    struct Member {
        let web: WebRule
        let pod: Pod
    }

    private(set) var members: [Member] = []
    /// Why the pods of a web entry could not be listed, by the entry's name.
    private(set) var unlisted: [String: Failure] = [:]

    /// Lists the pods of every web entry.
    init(_ webs: [WebRule], _ finder: any PodFinding) {
        for web in webs {
            do {
                members += try finder.pods(of: web).map { Member(web: web, pod: $0) }
            } catch {
                unlisted[web.name] = error
            }
        }
    }

    private init(members: [Member]) {
        self.members = members
    }

    /// Throws if a web entry is misconfigured, such as one whose selector finds no pods.
    func throwIfMisconfigured() throws(Failure) {
        for (_, failure) in unlisted.sorted(by: { $0.key < $1.key }) where failure.exit == .configuration {
            throw failure
        }
    }

    var targets: [Target] { members.map(\.pod.target) }

    func filter(_ condition: (Member) -> Bool) -> Fleet {
        Fleet(members: members.filter(condition))
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
