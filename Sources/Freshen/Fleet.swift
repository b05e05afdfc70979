/// The pods of every web entry, as they were listed last.
struct Fleet {
    struct Member {
        let web: WebRule
        let pod: Pod
    }

    private(set) var members: [Member] = []
    /// Why a web entry's pods are not known, by its name.
    private(set) var unlisted: [String: Failure] = [:]

    /// Lists the pods of every entry; one that cannot be listed is left for the report, and holds its distributions back.
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

    /// Throws where an entry names no pods: before anything is looked at.
    func refuseMisconfigured() throws(Failure) {
        for (_, failure) in unlisted.sorted(by: { $0.key < $1.key }) where failure.exit == .configuration {
            throw failure
        }
    }

    var targets: [Target] { members.map(\.pod.target) }

    /// Those for which `condition` holds.
    func filter(_ condition: (Member) -> Bool) -> Fleet {
        Fleet(members: members.filter(condition))
    }

    /// Pods that the ledger knows and no listing has any more.
    ///
    /// Where a web entry could not be listed, its pods are not gone.
    func gone(from standing: Standing) -> [Target] {
        let known = Set(targets)
        return standing.states.keys.filter { target in
            target.kind == .pod && !known.contains(target) && unlisted[target.web] == nil
        }
    }
}

extension Fleet.Member {
    /// Whether something is owed to the pod that it has not done.
    func isBehind(_ standing: Standing) -> Bool {
        guard let state = standing.states[pod.target] else { return true }
        return state.offset == nil || state.owedSince != nil
    }

    /// Whether CloudFront waits for it: a ready pod, for as long as its entry's patience lasts.
    func holdsBack(_ standing: Standing) -> Bool {
        pod.isReady && isBehind(standing) && standing.isPatient(with: pod, of: web)
    }
}

extension Standing {
    /// Whether what a pod is owed has been owed for no longer than its entry's patience.
    func isPatient(with pod: Pod, of web: WebRule) -> Bool {
        guard let since = states[pod.target]?.owedSince else { return true }
        return now <= since + web.patience
    }
}
