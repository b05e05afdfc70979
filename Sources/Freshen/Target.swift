/// Something that reads the log with an offset of its own: a process of a web application, or a distribution.
package struct Target: Sendable, Hashable {
    /// What a target is.
    package enum Kind: String, Sendable { case pod, distribution }

    /// A pod or a distribution.
    package let kind: Kind
    /// The web entry of a pod; empty for a distribution.
    package let web: String
    /// What distinguishes the target from others of its kind: see `Pod.target` for pods; a distribution's id or alias.
    package let name: String

    package init(kind: Kind, web: String = "", name: String) {
        self.kind = kind
        self.web = web
        self.name = name
    }
}
