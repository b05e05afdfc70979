import Freshen

/// A request to one distribution against doubles, with a clock that the pauses move.
final class DirectCommand {
    let cdn = CDNDouble()
    let edge = EdgeDouble()
    /// How a folder differs from its bucket.
    var changes: Result<FolderChanges, Failure> = .failure(Failure(.bug, "no folder is compared"))
    var clock = ContinuousClock.now
    var isInterrupted = false
    var whenPaused: () -> Void = {}
    private(set) var pauses: [Duration] = []
    /// What was shown of the progress.
    private(set) var lines: [String] = []

    func run(_ request: DirectRequest) -> DirectReport {
        let time = WaitingTime(
            now: { self.clock }, random: { 0.5 }, pause: { self.pause($0) }, isInterrupted: { self.isInterrupted })
        return DirectInvalidation(
            cdn: cdn, findID: { _ in "E1" }, reference: { "\($0.joined(separator: "+"))-\($1)" },
            folders: FolderDouble(answer: changes), time: time, edge: edge, say: { self.lines.append($0) })(request)
    }

    private func pause(_ duration: Duration) {
        pauses.append(duration)
        clock += duration
        whenPaused()
    }
}

/// A bucket that differs from every folder in the same way.
private struct FolderDouble: FolderComparing {
    let answer: Result<FolderChanges, Failure>

    func changes(_ folder: ComparedFolder) throws(Failure) -> FolderChanges { try answer.get() }
}

/// An edge that answers with the downloads of a list, with the last one again and again.
final class EdgeDouble: EdgeReading {
    var entityTag: String?
    /// What each document holds.
    var checksum: String?
    var whenAsked: () -> Void = {}
    var whenDownloaded: () -> Void = {}
    var downloads: [Result<Download, Failure>] = []
    /// The time that each download had.
    var limits: [Duration] = []

    func entityTag(of url: String) -> String? {
        whenAsked()
        return entityTag
    }

    func download(_ url: String, within limit: Duration) throws(Failure) -> Download {
        defer { whenDownloaded() }
        limits.append(limit)
        return try downloads[min(limits.count, downloads.count) - 1].get()
    }

    /// The next download, with `checksum`.
    func checksum(
        at url: String, key: [String]?, within limit: Duration
    ) throws(Failure) -> (download: Download, checksum: String?) {
        (try download(url, within: limit), checksum)
    }
}
