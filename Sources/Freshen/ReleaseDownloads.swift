/// What was downloaded of a release.
struct ReleaseDownloads {
    let release: Release
    let file, document: Download
    let checksum: String?

    init(_ release: Release, file: Download, document: Download, checksum: String?) {
        self.release = release
        self.file = file
        self.document = document
        self.checksum = checksum
    }

    /// What does not fit together; nil: all does, or the release is gone as it should be.
    var mistake: String? {
        if release.isWithdrawn, [file, document].allSatisfy({ Self.gone.contains($0.status) }) { return nil }
        if let refused = [document, file].first(where: { !(200...299).contains($0.status) }) {
            return "\(refused.url): HTTP \(refused.status)\(origin(refused))"
        }
        guard let checksum = checksum?.lowercased(), checksum.isSHA256 else {
            return "\(document.url) holds no SHA-256 where check says\(origin(document))"
        }
        guard checksum != file.sha256 else { return nil }
        let difference =
            "\(file.url) has sha256 \(file.sha256)\(origin(file)), and \(document.url) says \(checksum)\(origin(document))"
        return difference + (isFromOrigin ? ": both come from the origin, so what was uploaded does not fit" : "")
    }

    /// Whether the CDN may have something old, so that sending the paths again may help: not where the origin or a proxy
    /// fails, or redirects.
    var mayBeOld: Bool {
        [file, document].allSatisfy { (200...299).contains($0.status) || Self.gone.contains($0.status) }
    }

    /// Whether neither was in the edge's cache.
    private var isFromOrigin: Bool {
        [file, document].allSatisfy { $0.cache?.lowercased().hasPrefix("miss ") ?? false }
    }

    private func origin(_ download: Download) -> String {
        let facts = [download.cache, download.edge.map { "edge " + $0 }].compactMap { $0 }
        return facts.isEmpty ? "" : " (" + facts.joined(separator: ", ") + ")"
    }

    /// S3 answers 403 for a key that does not exist where keys must not be listed.
    private static let gone = [403, 404, 410]
}

extension String {
    /// Whether it is a SHA-256 in lower-case hexadecimal digits.
    package var isSHA256: Bool { utf8.count == 64 && utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) } }
}
