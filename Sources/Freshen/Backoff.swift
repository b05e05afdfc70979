/// How long a failed request waits before it is retried: every delay of the program, in one place.
///
/// `random` is a number from 0 to 1. It varies the delay, so that jobs that failed together do not retry together.
package enum Backoff {
    /// A pod: at most 1, 2 and 4 seconds after the first three failures, then at most 8; at least half of the maximum.
    package static func pod(afterFailures count: Int, random: Double) -> Duration {
        let step = min(longestPodDelay, .seconds(1 << min(count - 1, 10)))
        return step / 2 + step / 2 * random
    }

    /// CloudFront: between two and four seconds.
    package static func cloudFront(random: Double) -> Duration {
        .milliseconds(2000 + Int64(2000 * random))
    }

    /// An invalidation in progress, or a download that was not fresh: between two and five seconds.
    static func completion(random: Double) -> Duration {
        .milliseconds(2000 + Int64(3000 * random))
    }

    /// A bucket: at most 1, 2 and 4 seconds after the first three failures; at least half of the maximum.
    package static func bucket(afterFailures count: Int, random: Double) -> Duration {
        let step = Duration.seconds(1 << min(count - 1, 2))
        return step / 2 + step / 2 * random
    }

    /// A list of pods: one second, or the API server's `Retry-After` if it is longer.
    package static func listing(retryAfter: Duration?) -> Duration {
        max(.seconds(1), retryAfter ?? .seconds(1))
    }

    /// The longest delay of a pod; while a run waits, the pods are listed anew at least this often.
    package static let longestPodDelay = Duration.seconds(8)
}
