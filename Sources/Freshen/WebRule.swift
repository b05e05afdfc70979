/// The pods of one Next.js application, and how they are notified.
package struct WebRule: Sendable {
    /// The entry's name, unique in the file.
    package let name: String
    /// The place of the entry.
    package let place: Place
    /// Where its pods are listed.
    package let pods: PodSource
    /// Finding fewer pods than this is a failure: a misspelt namespace, service or selector finds none.
    package let min: Int
    /// Path of the revalidation endpoint, with the application's basePath.
    package let endpoint: String
    /// The bearer token of requests.
    package let token: Secret
    /// The most that one request may take.
    package let timeout: Duration
    /// The time from the first pass of notifications to the last; zero: there is one pass.
    package let settle: Duration
    /// How many passes there are, evenly spread over `settle`.
    package let passes: Int
    /// No request to these pods begins later than this after the run's first notification.
    package let deadline: Duration
    /// How long CloudFront waits for a ready pod that is owed something.
    package let patience: Duration
    /// The paths, patterns and tags that together revalidate every page.
    package let everything: [Stale]
    /// Whether the application has `trailingSlash: true`, so that the URLs of its pages end with a slash.
    package let trailingSlash: Bool

    package init(
        name: String, place: Place, pods: PodSource, min: Int = 1, endpoint: String, token: Secret,
        timeout: Duration, settle: Duration, passes: Int = 3, deadline: Duration, patience: Duration = .seconds(60),
        everything: [Stale], trailingSlash: Bool = false
    ) {
        self.name = name
        self.place = place
        self.pods = pods
        self.min = min
        self.endpoint = endpoint
        self.token = token
        self.timeout = timeout
        self.settle = settle
        self.passes = passes
        self.deadline = deadline
        self.patience = patience
        self.everything = everything
        self.trailingSlash = trailingSlash
    }

    /// The time from one pass to the next, which is longer than the slowest render.
    package var passDistance: Duration { settle / max(1, passes - 1) }
}
