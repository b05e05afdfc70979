import Freshen

extension Stale {
    /// The paths and wildcards of the pages that are stale; none for a tag.
    var paths: [String] {
        switch self {
        case .path(let path): [path]
        case .pattern(let pattern, let type): matchingPaths(pattern, type)
        case .everything: ["/*"]
        case .tag: []
        }
    }
}

/// The paths of a route pattern, which names folders; groups `(a)` and slots `@a` are not part of the URL.
private func matchingPaths(_ pattern: String, _ type: PatternType) -> [String] {
    let segments = pattern.split(separator: "/", omittingEmptySubsequences: false)
    // An intercepting route, `(.)a` or `(..)a`, has the URL of another folder.
    guard !segments.contains(where: { $0.hasPrefix("(.") }) else { return ["/*"] }
    let url = segments.filter { !($0.hasPrefix("(") && $0.hasSuffix(")")) && !$0.hasPrefix("@") }
        .joined(separator: "/")
    let literal = url.prefix { $0 != "[" && $0 != "*" }
    if literal.endIndex == url.endIndex { return type == .page ? [url] : [withoutSlashes(literal) + "*"] }
    // `[[...slug]]` matches the folder itself as well.
    return [literal + "*"] + (url[literal.endIndex...].hasPrefix("[[") ? [withoutSlashes(literal)] : [])
}

private func withoutSlashes(_ path: Substring) -> String {
    String(path.reversed().drop { $0 == "/" }.reversed())
}
