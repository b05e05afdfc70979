internal import Text

extension Stale {
    /// Reads an operand of `freshen invalidate`: `#tag`, a URL path, or a Next.js route pattern such as `/articles/[slug]`.
    ///
    /// A path becomes what a route makes of it: with one leading `/`, with single slashes, without one at its end, and
    /// percent-encoded once, whether it was encoded before or not. A pattern names route folders and is kept as it is.
    package init(operand text: String) throws(Failure) {
        guard text.unicodeScalars.first != "#" else {
            self = .tag(try Self.tag(String(text.unicodeScalars.dropFirst())))
            return
        }
        try Self.refuseNonPath(text)
        let path = oneSlash(text)
        guard !path.unicodeScalars.split(separator: "/").contains(where: isPlaceholder) else {
            self = .pattern(path, .page)
            return
        }
        let canonical = percentEncodedOnce(path)
        guard !canonical.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) else {
            throw Failure(.usage, "\(text) is no page's path: give it without . and ..")
        }
        self = .path(canonical)
    }

    static func tag(_ tag: String) throws(Failure) -> String {
        guard !tag.isEmpty else {
            throw Failure(.usage, "# alone is no tag: give '#TAG', in quotes, because # begins a comment in a shell")
        }
        // Next.js ignores longer tags, and its answer does not say so.
        guard tag.utf16.count <= 256 else {
            throw Failure(.usage, "a tag has 256 characters at most, and \(tag.prefix(20))… has \(tag.utf16.count)")
        }
        return tag
    }

    private static func refuseNonPath(_ text: String) throws(Failure) {
        if text.allSatisfy(\.isWhitespace) {
            throw Failure(.usage, "an empty path: give /, '#TAG' or --everything")
        }
        if let colon = text.firstRange(of: "://") {
            let path = text[colon.upperBound...].unicodeScalars.drop { !"/?#".unicodeScalars.contains($0) }
            throw Failure(.usage, "\(text) is a URL: give its path, \(oneSlash(beforeQuery(String(path))))")
        }
        if text.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) {
            let path = oneSlash(beforeQuery(text))
            throw Failure(.usage, "\(text) is more than a path: give \(path), without query and fragment")
        }
        if text.utf8.contains(UInt8(ascii: "*")) {
            throw Failure(
                .usage,
                "* is no wildcard in \(text): name the route, such as /articles/[slug] (a * of the path itself: %2A)"
            )
        }
        guard !hasStrayPercent(text) else {
            throw Failure(.usage, "\(text) has a % that begins no escape: write %25 for it")
        }
    }
}

/// The text with one leading `/`, none at its end, and single ones in between.
private func oneSlash(_ text: String) -> String {
    "/" + text.unicodeScalars.split(separator: "/").map { String($0) }.joined(separator: "/")
}

/// `[slug]`, `[...slug]` and `[[...slug]]` are segments of a route's folder.
private func isPlaceholder(_ segment: Substring.UnicodeScalarView) -> Bool {
    segment.count > 2 && segment.first == "[" && segment.last == "]"
}

private func beforeQuery(_ text: String) -> String {
    String(text.unicodeScalars.prefix { $0 != "?" && $0 != "#" })
}

private func hasStrayPercent(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.contains { bytes[$0] == UInt8(ascii: "%") && escapedByte(bytes, at: $0) == nil }
}

/// Keeps the escapes of bytes that a path cannot hold, and of `/`, which would separate segments.
private func percentEncodedOnce(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result = ""
    var index = 0
    while index < bytes.count {
        let escaped = escapedByte(bytes, at: index)
        let byte = escaped ?? bytes[index]
        let isKept = URLPath.allows(byte) && !(escaped != nil && byte == UInt8(ascii: "/"))
        result += isKept ? String(Unicode.Scalar(byte)) : percentEncoded(byte)
        index += escaped == nil ? 1 : 3
    }
    return result
}
