internal import Arguments
internal import Freshen
internal import Text

extension Invocation {
    /// What `invalidate` sends to one distribution; nil: it names none, and sends to all pods and distributions.
    func directRequest() throws(Failure) -> DirectRequest? {
        guard let distribution = try distribution() else {
            for option in ["--changed-in", "--wait", "--invalidation", "--verify", "--sha256", "--soft-fail"]
            where has(option) {
                throw usage("\(option) needs --alias NAME or --distribution ID")
            }
            return nil
        }
        guard !has("--config") else {
            throw usage("--alias and --distribution read no freshen.yaml: leave --config out")
        }
        let (folder, invalidations, verification) = (try folder(), try invalidations(), try verification())
        let mayBeNone = folder != nil || !invalidations.isEmpty || verification != nil
        return DirectRequest(
            distribution: distribution, stale: try items(mayBeNone: mayBeNone), changedIn: folder,
            invalidations: invalidations, wait: try wait(), verification: verification,
            toleratesFailure: has("--soft-fail"))
    }

    /// The distribution's id or alias; nil: neither is given.
    private func distribution() throws(Failure) -> String? {
        switch (value("--alias"), value("--distribution")) {
        case (nil, nil): return nil
        case (_?, _?): throw usage("give --alias or --distribution, not both")
        case (let alias?, nil):
            let name = alias.lowercased()
            guard name.contains("."), name.utf8.allSatisfy({ $0.isLetterOrDigit || "-._".utf8.contains($0) })
            else {
                throw usage("--alias takes a domain name such as releases.example.com, and \(alias) is none")
            }
            return name
        case (nil, let id?):
            guard id.isDistributionID else {
                throw usage(
                    "--distribution takes an id such as E2BX1E7RR7IV8R, and \(id) is none; a domain name: --alias")
            }
            return id
        }
    }

    private func items(mayBeNone: Bool) throws(Failure) -> [Stale] {
        if has("--everything") {
            guard operands.isEmpty else { throw usage("--everything stands for every path and tag: leave them out") }
            return [.everything]
        }
        guard mayBeNone || !operands.isEmpty else {
            throw usage("what is stale? Give PATH, '/PATH/*', '#TAG' (in quotes) or --everything")
        }
        return try operands.map { operand throws(Failure) in try Stale(item: operand) }
    }

    private func folder() throws(Failure) -> ComparedFolder? {
        guard let path = value("--changed-in") else {
            for option in ["--bucket", "--prefix"] where has(option) {
                throw usage("\(option) needs --changed-in, the folder that is compared")
            }
            return nil
        }
        guard let bucket = value("--bucket") else {
            throw usage("--changed-in needs --bucket, the name of the bucket that the files are compared with")
        }
        guard !has("--everything") else { throw usage("--everything needs no comparison: leave --changed-in out") }
        guard !path.isEmpty, !bucket.contains(":"), !bucket.contains("/") else {
            throw usage("--changed-in takes a folder and --bucket the name of a bucket, such as platform-binaries")
        }
        let prefix = value("--prefix") ?? ""
        return ComparedFolder(
            path: path, bucket: bucket, prefix: prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/")
    }

    private func invalidations() throws(Failure) -> [String] {
        guard let text = value("--invalidation") else { return [] }
        let ids = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard ids.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isLetterOrDigit) }) else {
            throw usage(
                "--invalidation takes ids such as I2J0I21PCUYOIK, with commas between them, and \(text) is none")
        }
        guard has("--wait") else { throw usage("--invalidation needs --wait: it names what to wait for") }
        return ids
    }

    private func wait() throws(Failure) -> Duration? {
        guard let text = value("--wait") else { return nil }
        guard let wait = Duration(text: text), wait > .zero, wait <= .seconds(86_400) else {
            throw usage("--wait takes a time up to 24h, such as --wait=10m, and \(text) is none")
        }
        return wait
    }

    private func verification() throws(Failure) -> DirectRequest.Verification? {
        guard let url = value("--verify") else {
            guard !has("--sha256") else { throw usage("--sha256 needs --verify URL, whose content it is") }
            return nil
        }
        guard url.hostOfDownload != nil else {
            throw usage("--verify takes a URL such as https://releases.example.com/a.json, without login and fragment")
        }
        let sha256 = value("--sha256")?.lowercased()
        guard sha256?.isSHA256 ?? true else {
            throw usage("--sha256 takes the 64 digits that sha256sum prints")
        }
        return DirectRequest.Verification(url: url, sha256: sha256)
    }
}
