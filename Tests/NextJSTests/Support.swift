import Freshen
import Glibc
import HTTPClient
import NextJS
import Synchronization
import TestSupport
import Testing

/// The token of every request, which no outcome may show.
let token = Decoy.secret("pods")

let done = Behaviour.answer(
    status: 200, headers: ["Content-Type": "application/json"], body: #"{"revalidated":true,"results":[]}"#)

func paths(_ count: Int) -> [Stale] {
    (0..<count).map { .path("/p\($0)") }
}

func podRequest(
    _ url: String, _ stale: [Stale] = [.path("/a")], timeout: Duration = .seconds(10), settle: Duration = .zero,
    passes: Int = 2, deadline: Duration = .seconds(60), endpoint: String = "/api/revalidate",
    token: Secret = Secret(token),
    everything: [Stale] = []
) -> PodRequest {
    PodRequest(
        pod: Pod(web: "shop", url: url),
        web: WebRule(
            name: "shop", place: Place(file: "f", line: 1, column: 1), pods: .urls([url]), endpoint: endpoint,
            token: token, timeout: timeout, settle: settle, passes: passes, deadline: deadline, everything: everything),
        stale: stale)
}

/// Notifies pods; a pause fails the test unless it takes it.
func notify(
    _ requests: [PodRequest], interrupt: Int32? = nil,
    pause: @escaping (Duration) -> Void = { _ in Issue.record("a pause") }
) -> [PodOutcome] {
    answers(requests, interrupt: interrupt, pause: pause).map(\.outcome)
}

/// The same with the whole answers.
func answers(
    _ requests: [PodRequest], interrupt: Int32? = nil,
    pause: @escaping (Duration) -> Void = { _ in Issue.record("a pause") }
) -> [PodAnswer] {
    let http = HTTPClient(userAgent: "tests/1", interrupt: interrupt)
    let time = DeliveryTime(pause: pause)
    time.begin()
    let answers = Revalidation(http: http, time: time, pause: pause).notify(requests)
    #expect(!answers.contains { Decoy.isShown(in: "\($0)") })
    return answers
}

/// The outcome of notifying a pod with this behaviour of one path.
func outcome(_ behaviour: Behaviour, timeout: Duration = .seconds(10)) throws -> PodOutcome {
    let pod = try HTTPStandIn { _ in behaviour }
    return notify([podRequest(pod.url, timeout: timeout)])[0]
}

extension PodOutcome {
    var failure: PodFailure? {
        if case .failed(let failure, _) = self { failure } else { nil }
    }

    var detail: String {
        if case .failed(_, let detail) = self { detail } else { "" }
    }
}

extension RequestSeen {
    var text: String { String(decoding: body, as: UTF8.self) }
    /// How many entries the body holds: every path is an object, and tags stand here as `tag-…`.
    var entries: Int { text.split(separator: "\"path\":").count - 1 + text.split(separator: "\"tag-").count - 1 }
}

/// Counts across the threads of stand-ins.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    /// The number of calls before this one.
    func next() -> Int { count.add(1, ordering: .relaxed).oldValue }

    /// Waits at most 5 s for so many calls.
    func reaches(_ number: Int) -> Bool {
        for _ in 0..<500 where count.load(ordering: .relaxed) < number { usleep(10_000) }
        return count.load(ordering: .relaxed) >= number
    }
}

/// A descriptor that becomes readable once `pull` is called.
final class Cord: Sendable {
    let descriptor: Int32
    private let other: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        (descriptor, other) = (ends[0], ends[1])
    }

    deinit {
        close(descriptor)
        close(other)
    }

    func pull() {
        var byte: UInt8 = 1
        #expect(write(other, &byte, 1) == 1)
    }
}
