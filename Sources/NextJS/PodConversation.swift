internal import Freshen
internal import HTTPClient

/// Tells one pod, a batch after the other on one connection; the first batch that fails ends it.
final class PodConversation: HTTPConversation {
    private(set) var outcome = PodOutcome.done
    private let order: PodOrder
    private let isOver: () -> Bool
    private let ended: () -> Void
    private let bodies: RevalidationBodies
    private var batches: [Range<Int>]

    /// Begins with the first batch of `order`, whose requests `bodies` holds.
    ///
    /// `isOver` says whether the time for all deliveries of the run is up; `ended` is told once, when it has ended.
    init(
        _ order: PodOrder, bodies: RevalidationBodies, isOver: @escaping () -> Bool, ended: @escaping () -> Void
    ) {
        self.order = order
        self.bodies = bodies
        self.isOver = isOver
        self.ended = ended
        batches = order.stale.indices.batches(of: RevalidationRequest.limit).reversed()
    }

    func next(after result: HTTPResult?) -> HTTPRequest? {
        let request = request(after: result)
        if request == nil { ended() }
        return request
    }

    private func request(after result: HTTPResult?) -> HTTPRequest? {
        if let result {
            let answer = RevalidationAnswer(result, url: url).outcome
            if case .failed(.tooLarge, _) = answer, let last = sent, last.count > 1 {
                batches += last.batches(of: (last.count + 1) / 2).reversed()
            } else if answer != .done {
                outcome = answer.fit(toShow: order.web.token)
                return nil
            }
        }
        sent = batches.popLast()
        guard let sent else { return nil }
        guard !isOver() else {
            outcome = .failed(.timedOut, "the run's deadline (\(order.web.deadline.text)) is over")
            return nil
        }
        return request(sent)
    }

    private var sent: Range<Int>?

    private var url: String { order.target.name + order.web.endpoint }

    private func request(_ batch: Range<Int>) -> HTTPRequest? {
        guard let body = try? bodies.body(of: batch) else {
            outcome = .failed(.unexpected, "the request cannot be written as JSON")
            return nil
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
