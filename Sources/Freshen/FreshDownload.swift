/// Downloads a URL until an edge of the CDN answers with what the origin has now.
struct FreshDownload {
    let edge: any EdgeReading
    let time: WaitingTime
    /// Shows a line about the progress.
    let say: (String) -> Void

    /// Adds what it downloads to `seen`; throws if none is fresh, after ten downloads or ten minutes.
    ///
    /// `before` is the ETag before the invalidation; nil: it is unknown.
    func callAsFunction(
        _ wanted: DirectRequest.Verification, before: String?, seen: inout [Download]
    ) throws(Failure) {
        let began = time.now()
        let url = wanted.url.withoutQuery
        var last = "nothing"
        for number in 1...Self.mostDownloads {
            let left = Self.longest - (time.now() - began)
            guard left > .zero, !time.isInterrupted() else { break }
            do throws(Failure) {
                let download = try edge.download(wanted.url, within: min(left, Self.longestDownload))
                seen.append(download)
                guard !download.isFresh(wanted: wanted.sha256, before: before) else { return }
                last = download.text
            } catch {
                guard error.exit == .tryAgain else { throw error }
                last = error.message
            }
            guard number < Self.mostDownloads else { break }
            say("\(url) is not fresh, download \(number) of \(Self.mostDownloads): \(last)")
            time.pause(Backoff.completion(random: time.random()))
        }
        let wish =
            wanted.sha256.map { "content with sha256 \($0)" } ?? "a miss or an ETag other than \(before ?? "before")"
        let reason = time.isInterrupted() ? "interrupted before it was fresh" : "not fresh"
        throw Failure(.tryAgain, "\(url): \(reason): wanted \(wish), seen \(last)")
    }

    private static let mostDownloads = 10
    private static let longestDownload = Duration.seconds(120)
    private static let longest = Duration.seconds(600)
}
