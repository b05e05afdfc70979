/// Downloads what consumers get from a CDN.
package protocol EdgeReading {
    /// The ETag of what is at a URL; nil: there is none, or no answer.
    func entityTag(of url: String) -> String?
    /// Downloads what is at a URL and does not keep it; throws where there is no complete answer in time.
    func download(_ url: String, within limit: Duration) throws(Failure) -> Download
    /// Downloads a document of at most a mebibyte, with the checksum in it: in JSON the text at `key`, else the first word.
    ///
    /// The checksum is nil where the document has none; throws where there is no complete answer in time.
    func checksum(
        at url: String, key: [String]?, within limit: Duration
    ) throws(Failure) -> (download: Download, checksum: String?)
}

/// A download from a CDN, without its content.
package struct Download: Sendable, Hashable {
    /// The URL without its query, which may hold a signature.
    package let url: String
    /// The status of the answer.
    package let status: Int
    /// Where the content came from, in the CDN's words, such as `Miss from cloudfront`; nil: it does not say.
    package let cache: String?
    /// The edge location that answered, such as `FRA56-P3`; nil: it does not say.
    package let edge: String?
    /// The ETag; nil: there is none.
    package let entityTag: String?
    /// The number of bytes.
    package let size: Int
    /// The SHA-256 of the content in lower-case hexadecimal digits.
    package let sha256: String

    package init(
        url: String, status: Int, cache: String?, edge: String?, entityTag: String?, size: Int, sha256: String
    ) {
        self.url = url.withoutQuery
        self.status = status
        self.cache = cache
        self.edge = edge
        self.entityTag = entityTag
        self.size = size
        self.sha256 = sha256
    }

    /// What was seen, on one line.
    package var text: String {
        let facts = [
            status == 200 ? nil : "HTTP \(status)", cache ?? "no X-Cache", edge.map { "edge \($0)" },
            entityTag.map { "ETag \($0)" }, "\(size) bytes", "sha256 \(sha256)",
        ]
        return facts.compactMap { $0 }.joined(separator: ", ")
    }

    /// Whether it is what the origin has now: the content is the wanted one, or the edge fetched or compared it just now,
    /// or it has another ETag than before.
    func isFresh(wanted sha256: String?, before entityTag: String?) -> Bool {
        guard (200...299).contains(status) else { return false }
        if let sha256 { return self.sha256 == sha256 }
        let cache = cache?.lowercased() ?? ""
        if cache.hasPrefix("miss ") || cache.hasPrefix("refreshhit ") { return true }
        guard let before = entityTag, let now = self.entityTag else { return false }
        return strong(now) != strong(before)
    }

    /// An ETag becomes weak where the edge compresses the content.
    private func strong(_ tag: String) -> Substring { tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...] }
}
