/// What consumers download of a group of objects: a file, and a document with its checksum.
package struct DownloadCheck: Sendable, Hashable {
    /// The file's URL, with placeholders.
    package let url: ObjectTemplate
    /// The URL of the document that holds the file's SHA-256, with placeholders.
    package let checksum: ObjectTemplate
    /// Where the document, which is JSON then, holds it: the keys from the outside inwards; nil: it is its first word.
    package let key: [String]?

    package init(url: ObjectTemplate, checksum: ObjectTemplate, key: [String]?) {
        self.url = url
        self.checksum = checksum
        self.key = key
    }

    /// The placeholders of both URLs.
    var names: [String] { url.names + checksum.names }

    /// The paths of the two, as a distribution caches them.
    package func paths(_ placeholders: [String: String]) -> [String] {
        [url, checksum].flatMap { spellings(ofPath: path(ofURL: $0.filled(placeholders))) }
    }

    /// From the first slash after the host, without the query.
    private func path(ofURL url: String) -> String {
        let rest = url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }.prefix { $0 != "?" }
        return rest.isEmpty ? "/" : String(rest)
    }
}
