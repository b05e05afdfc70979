/// What one run has delivered so far; its report is made from this at the end.
struct Delivery {
    /// The pods as they were listed last.
    var fleet: Fleet
    var pods = PodResults()
    private(set) var distributions: [DistributionResult] = []
    /// The checks of releases; nil: there is nothing to check.
    var checks: [ReleaseResult]?
    private let knownWebs: Set<String>

    /// `knownWebs` had pods before.
    init(_ fleet: Fleet, knownWebs: Set<String>) {
        self.fleet = fleet
        self.knownWebs = knownWebs
    }

    /// What is wrong with web entries.
    var webFailures: [Failure] { fleet.failures(knownWebs: knownWebs) }

    /// Adds the result of a distribution, which may have had one before in the same run.
    mutating func add(_ result: DistributionResult) {
        guard let index = distributions.firstIndex(where: { $0.distribution == result.distribution }) else {
            return distributions.append(result)
        }
        distributions.append(result.following(distributions.remove(at: index)))
    }
}

/// What one run has sent to pods, and their answers.
struct PodResults {
    private var lines: [Report.Pod] = []
    /// The list of entries of each request, sent or withheld; most requests share one.
    private(set) var stale: [[Stale]] = []

    /// Adds a round's results, which replace earlier ones; where nothing was to be sent, there is no answer.
    ///
    /// Pods are identified by their URL here: a restarted container is another target at the same URL.
    mutating func add(_ requests: [PodRequest], _ answers: [Target: PodAnswer]) {
        let new = requests.map { Report.Pod($0, answers[$0.pod.target]) }
        let addresses = Set(new.map(\.address))
        lines.removeAll { addresses.contains($0.address) }
        lines += new
        stale += requests.map(\.stale)
    }

    /// The report's lines; a pod that is gone or not ready in `fleet`, the last listing, does not make the run fail.
    func lines(_ fleet: Fleet) -> [Report.Pod] {
        let ready = Set(fleet.members.filter(\.pod.isReady).map { [$0.web.name, $0.pod.url] })
        return lines.map { line in
            var line = line
            if !ready.contains(line.address), fleet.unlisted[line.web] == nil { line.exit = .done }
            return line
        }
    }
}

extension Report.Pod {
    fileprivate var address: [String] { [web, url] }

    fileprivate init(_ request: PodRequest, _ answer: PodAnswer?) {
        self.init(request, outcome: .nothing)
        unsupported = answer?.unsupported.map(\.refused.text) ?? []
        refusedCount = answer?.refusals.count ?? 0
        clockStep = answer?.clockStep
        switch answer?.outcome {
        case nil: break
        case .done:
            outcome = .done
            detail = answer.flatMap(Self.remarks)
        case .failed(let failure, let reason):
            outcome = .failed(failure)
            detail = reason.isEmpty ? nil : reason
            if request.pod.isReady { exit = failure == .refused ? .refused : .tryAgain }
        }
    }

    /// What is to be said of a pod that has done what it was sent; nil: nothing.
    private static func remarks(on answer: PodAnswer) -> String? {
        let remarks = [
            names(answer.refusals).map { "the pod refused \($0) and was sent everything instead" },
            names(answer.unsupported).map { "unsupported: \($0)" },
            answer.clockWarning,
        ]
        let said = remarks.compactMap { $0 }
        return said.isEmpty ? nil : said.joined(separator: "; ")
    }

    /// The first of the entries with its reason, and how many more there are; nil: there are none.
    private static func names(_ entries: [Refusal<Stale>]) -> String? {
        guard let first = entries.first else { return nil }
        let others = entries.count == 1 ? "" : " and \(entries.count - 1) more"
        return "\(first.refused.text)\(others) (\(first.reason))"
    }
}
