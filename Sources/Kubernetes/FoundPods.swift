internal import Freshen

/// The pods that a search found.
struct FoundPods {
    let pods: [Pod]
    /// Where it searched and what was there, for a message about too few pods.
    let explanation: String
}
