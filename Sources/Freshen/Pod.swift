/// A process that may hold a page cache, as a listing found it.
package struct Pod: Sendable, Hashable {
    /// The pod as a target of the ledger: its name is `<uid>/<container id>` if a selector found it, else the URL.
    package let target: Target
    /// The base URL to POST to, such as `http://10.244.1.7:3000` or `http://[fd00::7]:3000`.
    package let url: String
    /// The pod's name; its URL where the name is unknown.
    package let label: String
    /// Whether it is Ready and not terminating, and its node is not lost; other pods are notified, but delay nothing.
    package let isReady: Bool

    /// Without a name of its own, the pod is known by its URL alone.
    package init(web: String, name: String? = nil, url: String, label: String? = nil, isReady: Bool = true) {
        target = Target(kind: .pod, web: web, name: name ?? url)
        self.url = url
        self.label = label ?? url
        self.isReady = isReady
    }
}
