extension Stale {
    /// Reads an operand of `freshen invalidate` for one distribution: `#tag`, a path, or a wildcard such as `/binaries/*`.
    ///
    /// A path is kept as it is, because it may be the key of an object in a bucket, where `//` and a `/` at the end count.
    package init(item text: String) throws(Failure) {
        guard text.unicodeScalars.first != "#" else {
            self = .tag(try Self.tag(String(text.unicodeScalars.dropFirst())))
            return
        }
        guard !text.allSatisfy(\.isWhitespace) else {
            throw Failure(.usage, "an empty path: give /, '/*' or '#TAG'")
        }
        if let colon = text.firstRange(of: "://") {
            let path = String(text[colon.upperBound...].drop { $0 != "/" }).withoutQuery
            throw Failure(.usage, "\(text.withoutQuery) is a URL: give its path, \(path.isEmpty ? "/" : path)")
        }
        guard !text.utf8.contains(UInt8(ascii: "#")) else {
            throw Failure(.usage, "\(text) holds a #: leave the fragment out, or write %23 for a # of the path itself")
        }
        guard !text.utf8.dropLast().contains(UInt8(ascii: "*")) else {
            let stem = text.prefix { $0 != "*" }
            throw Failure(
                .usage, "\(text): * is a wildcard at the end only, where it matches any characters: '\(stem)*'")
        }
        self = .path(text.unicodeScalars.first == "/" ? text : "/" + text)
    }
}
