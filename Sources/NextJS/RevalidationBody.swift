internal import Freshen
internal import FoundationEssentials

/// The body of `POST <endpoint>`: what a pod is to forget.
struct RevalidationRequest: Encodable {
    struct Path: Encodable {
        let path: String
        let type: String?
    }

    /// The most entries that one request holds, paths and tags together.
    static let limit = 500

    let paths: [Path]
    let tags: [String]

    init(_ stale: some Sequence<Stale>) {
        var paths: [Path] = []
        var tags: [String] = []
        for one in stale {
            switch one {
            case .path(let path): paths.append(Path(path: path, type: nil))
            case .pattern(let path, let type): paths.append(Path(path: path, type: type.rawValue))
            case .tag(let tag): tags.append(tag)
            case .everything: break
            }
        }
        self.paths = paths
        self.tags = tags
    }

    func body() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
