package import Freshen
package import HTTPClient

/// Revalidates pages on Next.js pods: on all pods at once, over one connection each, in several passes.
///
/// A render that began before a pass may end after it, and its old page is cached as fresh. So may the old answer of a fetch
/// that the render made, from which the next render makes an old page. N levels of cache need N + 1 passes, each of them after
/// the renders that began before the one before it. With `settle: 0s` there is one pass.
package struct Revalidation: PodNotifying {
    private let http: HTTPClient
    private let time: DeliveryTime
    private let pause: (Duration) -> Void
    private let progress: (String) -> Void
    private let failpoint: FailpointReached

    /// `pause` waits, and returns early where the run is interrupted; `failpoint` is called between the passes.
    package init(
        http: HTTPClient, time: DeliveryTime, pause: @escaping (Duration) -> Void,
        progress: @escaping (String) -> Void = { _ in },
        failpoint: @escaping FailpointReached = { _ in }
    ) {
        self.http = http
        self.time = time
        self.pause = pause
        self.progress = progress
        self.failpoint = failpoint
    }

    package func greet(_ requests: [PodRequest]) -> [PodAnswer] {
        guard !requests.isEmpty else { return [] }
        progress("greeting \(requests.count == 1 ? "a new pod" : "\(requests.count) new pods")")
        return pass(requests)
    }

    package func notify(_ requests: [PodRequest]) -> [PodAnswer] {
        guard !requests.isEmpty else { return [] }
        var answers = pass(requests)
        var schedule = PassSchedule(requests.map(\.web))
        while let (duration, places) = schedule.next({ answers[$0].outcome == .done }) {
            progress("waiting \(duration.text) for renders that began before")
            failpoint(.betweenPasses)
            pause(duration)
            for (place, answer) in zip(places, pass(places.map { requests[$0] })) {
                answers[place] = answer.following(answers[place])
            }
        }
        return answers
    }

    private func pass(_ requests: [PodRequest]) -> [PodAnswer] {
        var finished = 0
        progress("pods 0/\(requests.count)")
        var bodies: RevalidationBodies?
        var tokens: [String: Secret] = [:]
        let conversations = requests.map { request in
            // Most pods are sent the same entries, whose body is then encoded once.
            let shared = bodies.flatMap { $0.stale == request.stale ? $0 : nil } ?? RevalidationBodies(request.stale)
            bodies = shared
            let token = tokens[request.web.name] ?? request.web.token.readAgain()
            tokens[request.web.name] = token
            return PodConversation(request, token: token, bodies: shared, time: time) {
                finished += 1
                progress("pods \(finished)/\(requests.count)")
            }
        }
        http.converse(conversations, atOnce: Self.atOnce)
        return conversations.map(\.answer)
    }

    /// How many pods are sent requests at the same time: each costs a connection and a file descriptor.
    private static let atOnce = 256
}
