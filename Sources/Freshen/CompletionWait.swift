/// Waits until a CDN has completed invalidations: asks about one at a time, every two to five seconds.
struct CompletionWait {
    let cdn: any CDNInvalidating
    let time: WaitingTime
    /// Shows a line about the progress.
    let say: (String) -> Void

    /// Returns once all are completed; throws if the time is up, the command is interrupted or there is no such invalidation.
    ///
    /// The time counts from `began`; each invalidation is asked about once at the least. `completed` is called with each id
    /// at once.
    func callAsFunction(
        _ ids: [String], of distribution: String, atMost limit: Duration, since began: ContinuousClock.Instant,
        completed: (String) -> Void
    ) throws(Failure) {
        var nextLine = Duration.zero
        for (index, id) in ids.enumerated() {
            var poll = Poll(id: id, distribution: distribution)
            while try !poll.isCompleted(cdn) {
                let passed = time.now() - began
                guard passed < limit else { throw poll.failure("still in progress after \(limit.text)") }
                guard !time.isInterrupted() else { throw poll.failure("interrupted while it was in progress") }
                if passed >= nextLine {
                    say("waiting for \(id) of \(distribution), \(index + 1) of \(ids.count): \(passed.rounded)")
                    nextLine = passed + Self.pauseBetweenLines
                }
                time.pause(min(Backoff.completion(random: time.random()), limit - passed))
            }
            completed(id)
            say("\(id) of \(distribution) is completed: \((time.now() - began).rounded)")
        }
    }

    private static let pauseBetweenLines = Duration.seconds(15)
}

/// The questions about one invalidation.
private struct Poll {
    let id: String
    let distribution: String
    /// Why the last question has no answer; nil: it has one.
    private var obstacle: String?
    /// How often in turn the CDN did not know the invalidation.
    private var unknown = 0

    init(id: String, distribution: String) {
        self.id = id
        self.distribution = distribution
    }

    /// Throws where asking again does not help.
    mutating func isCompleted(_ cdn: any CDNInvalidating) throws(Failure) -> Bool {
        let batch = Batch(
            id: 0, distribution: distribution, callerReference: "", items: [], upTo: 0, invalidation: id)
        do throws(CDNFailure) {
            let progress = try cdn.progress(of: batch)
            obstacle = nil
            guard progress == .unknown else { unknown = 0; return progress == .completed }
            // A new invalidation may not be found for a moment.
            unknown += 1
            guard unknown < 3 else { throw CDNFailure(.configuration, "\(distribution) has no invalidation \(id)") }
            return false
        } catch {
            guard error.kind == .notNow else { throw Failure(error.exit, error.message) }
            obstacle = error.message
            return false
        }
    }

    func failure(_ state: String) -> Failure {
        let reason = obstacle.map { " (\($0))" } ?? ""
        return Failure(.tryAgain, "invalidation \(id) of \(distribution): \(state)\(reason)")
    }
}
