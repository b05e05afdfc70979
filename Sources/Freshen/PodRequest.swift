/// What one pod is asked to revalidate.
package struct PodRequest: Sendable {
    /// The pod to ask.
    package let pod: Pod
    /// Its web entry.
    package let web: WebRule
    /// What the pod has to revalidate; empty for a greeting.
    package let stale: [Stale]

    package init(pod: Pod, web: WebRule, stale: [Stale]) {
        self.pod = pod
        self.web = web
        self.stale = stale
    }
}
