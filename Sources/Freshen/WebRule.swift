/// Pods of one Next.js application, and how they are told.
package struct WebRule: Sendable {
    package let name: String
    package let place: Place
    package let pods: PodSource
    /// Fewer pods than this are a mistake: where a namespace, service or selector is misspelt, none are found.
    package let min: Int
    /// Path of the revalidation endpoint, with the application's basePath.
    package let endpoint: String
    package let token: Secret
    package let timeout: Duration
    package let settle: Duration
    package let deadline: Duration
    /// How long a ready pod that does not answer may hold CloudFront back.
    package let patience: Duration
    /// What stands for everything on this site.
    package let everything: [Stale]

    package init(
        name: String, place: Place, pods: PodSource, min: Int = 1, endpoint: String, token: Secret,
        timeout: Duration, settle: Duration, deadline: Duration, patience: Duration = .seconds(60),
        everything: [Stale]
    ) {
        self.name = name
        self.place = place
        self.pods = pods
        self.min = min
        self.endpoint = endpoint
        self.token = token
        self.timeout = timeout
        self.settle = settle
        self.deadline = deadline
        self.patience = patience
        self.everything = everything
    }
}
