/// The requests that the pods and CloudFront have received.
struct Received {
    let pods: [ReceivedRequests]
    let cloudFront: ReceivedRequests

    /// The number of POST requests to each pod and, last, to CloudFront.
    var posts: [Int] { (pods + [cloudFront]).map(\.posts.count) }
    /// The items that each pod and, last, CloudFront received.
    var items: [Set<String>] { (pods + [cloudFront]).map(\.items) }

    /// The distinct requests that CloudFront accepted: caller reference and items.
    var batches: Set<[String]> {
        Set(cloudFront.requests.map { [$0.callerReference ?? ""] + $0.items.sorted() })
    }

    /// The items that CloudFront received before every pod had received them in both passes, `settle` apart.
    func sentTooEarly(settle: Duration) -> Set<String> {
        cloudFront.requests.reduce(into: []) { $0.formUnion(tooEarly(in: $1, settle)) }
    }

    /// The items of pods that CloudFront did not receive after every pod had received them in both passes.
    func notSentAfterPods(settle: Duration) -> Set<String> {
        let inOrder = cloudFront.requests.flatMap { $0.items.subtracting(tooEarly(in: $0, settle)) }
        return pods.reduce(into: []) { missing, pod in
            missing.formUnion(pod.items.filter { item in !inOrder.contains { $0.covers(item) } })
        }
    }

    private func tooEarly(in request: ReceivedRequests.Request, _ settle: Duration) -> Set<String> {
        request.items.filter { item in
            !pods.allSatisfy { $0.hadBothPasses(of: item, before: request.at, settle: settle) }
        }
    }
}

extension String {
    /// Whether this item of CloudFront is `item` or a wildcard that matches it.
    func covers(_ item: String) -> Bool {
        self == item || last == "*" && item.hasPrefix(dropLast())
    }
}
