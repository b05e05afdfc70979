internal import Freshen
internal import HTTPClient

/// Sends one pod what it has to revalidate, one request after the other on one connection.
///
/// A request that fails as a whole ends the conversation. Where the pod refuses single entries, everything is sent in their
/// place after the last request.
final class PodConversation: HTTPConversation {
    private(set) var answer = PodAnswer(.done)
    private let request: PodRequest
    private let bodies: RevalidationBodies
    private let time: DeliveryTime
    private let onEnd: () -> Void
    private var parts: RequestSplitting
    /// The part whose answer is awaited; nil: no request was sent yet, or the one for everything.
    private var awaitedPart: Range<Int>?
    private var hasRequestedEverything = false
    private var token: Secret
    private var hasReadTokenAgain = false
    private var lastBody: [UInt8] = []
    private var places: (part: Range<Int>, byText: [String: [Int]]) = (0..<0, [:])

    /// `bodies` encodes the entries of `request`; `onEnd` is called once, at the end of the conversation.
    init(
        _ request: PodRequest, token: Secret, bodies: RevalidationBodies, time: DeliveryTime,
        onEnd: @escaping () -> Void
    ) {
        self.request = request
        self.token = token
        self.bodies = bodies
        self.time = time
        self.onEnd = onEnd
        parts = RequestSplitting(count: request.stale.count)
    }

    func next(after result: HTTPResult?) -> HTTPRequest? {
        let next = nextRequest(after: result)
        if next == nil { onEnd() }
        return next
    }

    private func nextRequest(after result: HTTPResult?) -> HTTPRequest? {
        if let result {
            let response = RevalidationAnswer(result, url: url)
            if case .failed(.refused, _) = response.outcome, readTokenAgain() {
                return post { lastBody }
            }
            if !takeIn(response) { return nil }
        }
        awaitedPart = parts.next()
        let next = awaitedPart.map { part in post { try bodies.json(of: part) } } ?? requestForEverything()
        guard next != nil, let overrun = time.overrun(for: request.web) else { return next }
        return fail(.timedOut, overrun)
    }

    /// Reads the token again, once, because its file may have been replaced since; returns whether it was.
    private func readTokenAgain() -> Bool {
        guard !hasReadTokenAgain else { return false }
        hasReadTokenAgain = true
        let before = token.reveal
        token = token.readAgain()
        return token.reveal != before
    }

    /// Evaluates an answer; returns whether the conversation goes on.
    private func takeIn(_ response: RevalidationAnswer) -> Bool {
        answer.merge(response.incarnation)
        answer.nextVersion = response.nextVersion ?? answer.nextVersion
        answer.clockStep = response.clockStep ?? answer.clockStep
        answer.notBefore = response.retryAfter.map { time.elapsed() + $0 }
        guard let part = awaitedPart else {
            switch response.outcome {
            case .failed(let failure, let detail): answer.outcome = .failed(failure, printable(detail))
            case .done where response.refused.isEmpty: break
            case .done: answer.outcome = .failed(.notRevalidated, Self.refusesEverything)
            }
            return false
        }
        switch response.outcome {
        case .done:
            // A pod is sent no more entries at a time.
            for entry in response.refused.prefix(RequestSplitting.limit) {
                if let known = known(entry, of: part) {
                    answer.refused.append(known)
                } else {
                    answer.misnamed.append(named(entry))
                }
            }
            answer.unsupported += response.unsupported.prefix(RequestSplitting.limit).map {
                known($0, of: part) ?? named($0)
            }
        case .failed(.tooLarge, _) where part.count > 1, .failed(.rejected, _) where part.count > 1:
            parts.halve(part)
        case .failed(.rejected, let detail) where part.count == 1 && !request.web.everything.isEmpty:
            answer.refused.append(Refusal(request.stale[part.lowerBound], reason: printable(detail)))
        case .failed(let failure, let detail):
            answer.outcome = .failed(failure, printable(detail))
            return false
        }
        return true
    }

    /// The refusal of an entry that was sent; nil: no such entry was.
    private func known(_ entry: RevalidationAnswer.RefusedEntry, of part: Range<Int>) -> Refusal<Stale>? {
        guard let name = entry.name else { return nil }
        let places = placesByText(of: part)
        let named = (places[name, default: []] + places["#" + name, default: []]).map { request.stale[$0] }
        // A layout and the page above it may have one path.
        let known = named.first { $0.type == entry.type } ?? named.first
        return known.map { Refusal($0, reason: printable(entry.reason)) }
    }

    /// The refusal as the pod names it.
    private func named(_ entry: RevalidationAnswer.RefusedEntry) -> Refusal<Stale> {
        Refusal(.path(printable(entry.name ?? "an entry without a name")), reason: printable(entry.reason))
    }

    /// Where the entries of a part stand in the request, by their text.
    private func placesByText(of part: Range<Int>) -> [String: [Int]] {
        if places.part != part { places = (part, Dictionary(grouping: part) { request.stale[$0].text }) }
        return places.byText
    }

    /// The request for everything in place of refused entries; nil where it is not needed or cannot help.
    private func requestForEverything() -> HTTPRequest? {
        guard let first = answer.refusals.first, !hasRequestedEverything else { return nil }
        hasRequestedEverything = true
        guard !request.web.everything.isEmpty else {
            let count = answer.refusals.count
            let start = count == 1 ? "the pod refuses" : "the pod refuses \(count) entries; the first is"
            return fail(.notRevalidated, printable("\(start) \(first.refused.text): \(first.reason)"))
        }
        guard Set(answer.refusals.map(\.refused)).isDisjoint(with: request.web.everything) else {
            return fail(.notRevalidated, Self.refusesEverything)
        }
        let unsent = request.web.everything.filter { !request.stale.contains($0) }
        return unsent.isEmpty ? nil : post { try RevalidationBody(unsent).json() }
    }

    private static let refusesEverything = "the pod also refuses the paths of `everything`"

    /// A text that may quote the pod's answer, made safe to print.
    private func printable(_ text: String) -> String { text.printable(hiding: token) }

    /// Ends the conversation with a failure: there is no further request.
    private func fail(_ failure: PodFailure, _ detail: String) -> HTTPRequest? {
        answer.outcome = .failed(failure, detail)
        return nil
    }

    private var url: String { request.pod.url + request.web.endpoint }

    private func post(_ body: () throws -> [UInt8]) -> HTTPRequest? {
        guard let body = try? body() else {
            return fail(.unexpected, "the request cannot be written as JSON")
        }
        lastBody = body
        return HTTPRequest(
            method: "POST", url: url,
            headers: [
                HTTPHeader("Authorization", "Bearer " + token.reveal),
                HTTPHeader("Content-Type", "application/json"),
                HTTPHeader("Accept", "application/json"),
            ],
            body: body, timeout: request.web.timeout, usesProxy: false)
    }
}
