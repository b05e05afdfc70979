/// How the URLs of pages end: as Next.js writes them with `trailingSlash: true`, without a slash, or both.
package enum TrailingSlash: Sendable, Hashable {
    case with, without, both

    /// The form of URLs that these applications share: `both` if they differ, `without` if there is none.
    package init(_ webs: [WebRule]) {
        let all = Set(webs.map(\.trailingSlash))
        self = all.count > 1 ? .both : all.contains(true) ? .with : .without
    }

    /// The URLs of a page, by its path as the ledger stores it.
    package func spellings(of path: String) -> [String] {
        let ending = path.isFile ? path : path + "/"
        return switch self {
        case .without: [path]
        case .with: [ending]
        case .both: path == ending ? [path] : [path, ending]
        }
    }
}

extension String {
    /// Whether Next.js adds no slash: the last segment has a dot with something after it, or the slash is there already.
    ///
    /// Source: `normalizePathTrailingSlash` in `packages/next/src/client`; `.well-known` is left out by its redirects.
    fileprivate var isFile: Bool {
        guard let last = utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last else {
            return false
        }
        let end = last.firstIndex(of: UInt8(ascii: ".")).map { last.index(after: $0) }
        return last.isEmpty || end.map { $0 < last.endIndex } ?? false || hasPrefix("/.well-known/")
    }
}
