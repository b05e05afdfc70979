internal import Freshen
internal import FoundationEssentials

/// The body of `POST <endpoint>`: the paths and tags that a pod revalidates.
struct RevalidationBody: Encodable {
    struct Path: Encodable {
        let path: String
        let type: String?
    }

    private var paths: [Path] = []
    private var tags: [String] = []

    init(_ stale: some Sequence<Stale>) {
        for one in stale {
            switch one {
            case .path(let path): paths.append(Path(path: path, type: nil))
            case .pattern(let path, let type): paths.append(Path(path: path, type: type.rawValue))
            case .tag(let tag): tags.append(tag)
            case .everything: break
            }
        }
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
