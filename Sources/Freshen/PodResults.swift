/// What one run has sent to pods, and their answers.
struct PodResults {
    private var results: [(request: PodRequest, answer: PodAnswer?)] = []
    /// Every entry of the requests, sent or withheld.
    private(set) var stale: Set<Stale> = []

    /// Adds a round's results; a request without an answer had nothing to send.
    ///
    /// A pod's new result replaces its earlier one. The URL tells pods apart here: a restarted container is another target
    /// at the same address.
    mutating func add(_ requests: [PodRequest], _ answers: [Target: PodAnswer]) {
        let addresses = Set(requests.map(Address.init))
        results.removeAll { addresses.contains(Address($0.request)) }
        results += requests.map { ($0, answers[$0.pod.target]) }
        var last: [Stale] = []
        // Most pods are sent the same array, which is equal to itself at no cost.
        for request in requests where request.stale != last {
            stale.formUnion(request.stale)
            last = request.stale
        }
    }

    /// A report's lines; `fleet` is the last listing.
    func lines(_ fleet: Fleet) -> [Report.Pod] {
        let ready = Set(fleet.members.filter(\.pod.isReady).map { Address($0.web, $0.pod) })
        return results.map { request, answer in
            var line = Report.Pod(request, answer)
            // A pod that is gone or gets no traffic makes no run fail.
            let isReady = ready.contains(Address(request)) || fleet.unlisted[request.web.name] != nil
            if !request.pod.isReady || !isReady { line.exit = .done }
            return line
        }
    }

    private struct Address: Hashable {
        let web: String
        let url: String

        init(_ web: WebRule, _ pod: Pod) {
            (self.web, url) = (web.name, pod.url)
        }

        init(_ request: PodRequest) {
            self.init(request.web, request.pod)
        }
    }
}

extension Report.Pod {
    fileprivate init(_ request: PodRequest, _ answer: PodAnswer?) {
        self.init(request, outcome: .nothing)
        switch answer?.outcome {
        case nil: break
        case .done:
            outcome = .done
            detail = answer?.refused.first.map { Self.detail(of: $0, count: answer?.refused.count ?? 1) }
        case .failed(let failure, let reason):
            outcome = .failed(failure)
            detail = reason.isEmpty ? nil : reason
            exit = failure == .refused ? .refused : .tryAgain
        }
    }

    private static func detail(of first: Refusal, count: Int) -> String {
        let others = count == 1 ? "" : " and \(count - 1) more"
        return "it refuses \(first.stale.text)\(others) (\(first.reason)), and got everything in their place"
    }
}
