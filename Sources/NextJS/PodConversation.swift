internal import Freshen
internal import HTTPClient

/// Tells one pod, a batch after the other on one connection; a batch that fails as a whole ends it.
final class PodConversation: HTTPConversation {
    private(set) var answer = PodAnswer(.done)
    private let order: PodRequest
    private let time: DeliveryTime
    private let ended: () -> Void
    private let bodies: RevalidationBodies
    private var batches: [Range<Int>]
    private var sent: Range<Int>?
    /// Whether everything is told in place of what the pod refused.
    private var replaces = false

    /// Begins with the first batch of `order`, whose requests `bodies` holds; an order for nothing is a greeting.
    ///
    /// `time` says when the time for all deliveries of the run is up; `ended` is told once, when it has ended.
    init(_ order: PodRequest, bodies: RevalidationBodies, time: DeliveryTime, ended: @escaping () -> Void) {
        self.order = order
        self.bodies = bodies
        self.time = time
        self.ended = ended
        batches = order.stale.isEmpty ? [0..<0] : order.stale.indices.batches(of: RevalidationRequest.limit).reversed()
    }

    func next(after result: HTTPResult?) -> HTTPRequest? {
        let request = request(after: result)
        if request == nil { ended() }
        return request
    }

    private func request(after result: HTTPResult?) -> HTTPRequest? {
        if let result, !take(RevalidationAnswer(result, url: url)) { return nil }
        sent = batches.popLast()
        let next = sent.map { batch in request { try bodies.body(of: batch) } } ?? replacement()
        guard next == nil || !time.isOver(for: order.web) else {
            return fail(.timedOut, "the run's deadline (\(order.web.deadline.text)) is over")
        }
        return next
    }

    /// Whether the conversation goes on.
    private func take(_ said: RevalidationAnswer) -> Bool {
        answer.merge(said.said)
        answer.notBefore = said.retryAfter.map { time.elapsed() + $0 }
        guard let sent else {
            // Everything was told in place of what was refused.
            if said.outcome != .done || !said.refused.isEmpty { answer.outcome = failure(said) }
            return false
        }
        switch said.outcome {
        case .done:
            answer.refused += said.refused.map { refusal($0, of: sent) }
        case .failed(.tooLarge, _) where sent.count > 1, .failed(.rejected, _) where sent.count > 1:
            batches += sent.batches(of: (sent.count + 1) / 2).reversed()
        case .failed(.rejected, let detail) where sent.count == 1 && !order.web.everything.isEmpty:
            answer.refused.append(Refusal(order.stale[sent.lowerBound], reason: fit(detail)))
        case .failed:
            answer.outcome = said.outcome.fit(toShow: order.web.token)
            return false
        }
        return true
    }

    private func failure(_ said: RevalidationAnswer) -> PodOutcome {
        guard case .done = said.outcome else { return said.outcome.fit(toShow: order.web.token) }
        return .failed(.notRevalidated, "it refuses what stands for everything, too")
    }

    private func refusal(_ entry: RevalidationAnswer.RefusedEntry, of batch: Range<Int>) -> Refusal {
        let known = order.stale[batch].first { $0.text == entry.name || $0.text == "#" + (entry.name ?? "") }
        return Refusal(known ?? .path(fit(entry.name ?? "one without a name")), reason: fit(entry.reason))
    }

    private func fit(_ text: String) -> String {
        text.fit(toShow: order.web.token)
    }

    /// Everything, in place of what was refused; nothing where that was told already.
    private func replacement() -> HTTPRequest? {
        guard !replaces, !answer.refused.isEmpty else { return nil }
        replaces = true
        guard !order.web.everything.isEmpty else {
            let first = answer.refused.first.map { "\($0.stale.text) first: \($0.reason)" } ?? ""
            return fail(.notRevalidated, fit("it refuses \(answer.refused.count) of the entries, \(first)"))
        }
        guard Set(answer.refused.map(\.stale)).isDisjoint(with: order.web.everything) else {
            return fail(.notRevalidated, "it refuses what stands for everything, too")
        }
        let untold = order.web.everything.filter { !order.stale.contains($0) }
        return untold.isEmpty ? nil : request { try RevalidationRequest(untold).body() }
    }

    private var url: String { order.pod.url + order.web.endpoint }

    private func fail(_ failure: PodFailure, _ detail: String) -> HTTPRequest? {
        answer.outcome = .failed(failure, detail)
        return nil
    }

    private func request(_ body: () throws -> [UInt8]) -> HTTPRequest? {
        guard let body = try? body() else {
            return fail(.unexpected, "the request cannot be written as JSON")
        }
        return HTTPRequest(
            method: "POST", url: url,
            headers: [
                HTTPHeader("Authorization", "Bearer " + order.web.token.reveal),
                HTTPHeader("Content-Type", "application/json"),
                HTTPHeader("Accept", "application/json"),
            ],
            body: body, timeout: order.web.timeout, usesProxy: false)
    }
}

extension Range<Int> {
    fileprivate func batches(of size: Int) -> [Range] {
        stride(from: lowerBound, to: upperBound, by: size).map { $0..<Swift.min($0 + size, upperBound) }
    }
}
