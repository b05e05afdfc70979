import Freshen

/// Pods that succeed, or fail with a given failure.
final class PodDouble: PodNotifying {
    var failures: [String: PodFailure] = [:]
    /// The Retry-After of failing pods, counted from the run's first notification.
    var notBefore: [String: Duration] = [:]
    var said: [String: Incarnation] = [:]
    var refusals: [String: [Refusal<Stale>]] = [:]
    /// The whole answers of some pods.
    var answers: [String: PodAnswer] = [:]
    private(set) var told: [[String: [Stale]]] = []
    private(set) var greeted: [String] = []
    var whenNotified: () -> Void = {}

    func greet(_ requests: [PodRequest]) -> [PodAnswer] {
        greeted += requests.map(\.pod.url)
        return requests.map(answer)
    }

    func notify(_ requests: [PodRequest]) -> [PodAnswer] {
        if !requests.isEmpty {
            told.append(Dictionary(requests.map { ($0.pod.url, $0.stale) }) { $0 + $1 })
            whenNotified()
        }
        return requests.map(answer)
    }

    private func answer(_ order: PodRequest) -> PodAnswer {
        let url = order.pod.url
        if let answer = answers[url] { return answer }
        if let failure = failures[url] {
            var answer = PodAnswer(.failed(failure, "it said so"))
            answer.notBefore = notBefore[url]
            return answer
        }
        return PodAnswer(.done, incarnation: said[url], refused: refusals[url] ?? [])
    }
}
