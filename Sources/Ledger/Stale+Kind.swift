internal import Freshen

extension Stale {
    /// What the log calls it.
    var kind: String {
        switch self {
        case .path: "path"
        case .pattern(_, let type): type.rawValue
        case .tag: "tag"
        case .everything: "everything"
        }
    }
}
