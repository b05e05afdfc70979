internal import Freshen
internal import Text
internal import YAML

extension NodeReader {
    /// One entry of `buckets`; `targets` are the names that `only` can hold.
    func bucket(_ name: Placed<String>, targets: KnownTargets) throws(Failure) -> BucketRule {
        let keys = try keys(
            [
                "bucket", "prefix", "match", "routes", "together", "quiet", "quiet_at_most", "check", "reupload",
                "only",
            ], of: "a bucket")
        guard let bucket = keys["bucket"] else {
            throw failure("a bucket needs its name: bucket: platform-binaries")
        }
        guard let routes = keys["routes"] else {
            throw failure("a bucket needs routes: the paths of its objects, such as [\"/{key}\"]")
        }
        let prefix = try keys["prefix"]?.text("prefix") ?? ""
        let match = try keys["match"]?.objectTemplate("match")
        try keys["match"]?.check(match, against: prefix)
        let names = ["key", "dir", "name"] + (match?.names ?? [])
        return BucketRule(
            name: name, bucket: try bucket.bucketLocation(), prefix: prefix, match: match,
            routes: try routes.list("routes").map { one throws(Failure) in try one.objectRoute(among: names) },
            together: try together(keys, among: names), only: try keys["only"]?.targets(among: targets) ?? [],
            sendsReuploads: try keys["reupload"]?.reupload() ?? false)
    }

    /// A name, or `{ stack: NAME, output: NAME }`.
    private func bucketLocation() throws(Failure) -> BucketRule.Location {
        if case .mapping = node.value {
            let keys = try keys(["stack", "output"], of: "bucket")
            guard let stack = keys["stack"], let output = keys["output"] else {
                throw failure("a bucket of a stack needs both: { stack: NAME, output: NAME }")
            }
            return .output(try output.text("output"), stack: try stack.text("stack"))
        }
        let name = try text("bucket")
        guard name.isBucketName else {
            throw failure("bucket must be the name of a bucket, such as platform-binaries, and \(name) is none")
        }
        return .name(name)
    }

    private func objectTemplate(_ what: String) throws(Failure) -> ObjectTemplate {
        guard let template = ObjectTemplate(try template(what)) else {
            throw failure("\(what): a placeholder is a name, such as {file}")
        }
        return template
    }

    /// `together`, with `quiet`, `quiet_at_most` and `check` beside it; nil: there is none.
    private func together(_ keys: [String: NodeReader], among names: [String]) throws(Failure) -> BucketRule.Together? {
        guard let together = keys["together"] else {
            for key in ["quiet", "quiet_at_most", "check"] {
                if let reader = keys[key] { throw reader.failure("\(key) needs together, the group of an object") }
            }
            return nil
        }
        let group = try together.objectTemplate("together")
        try together.check(group, among: names)
        let quiet = try keys["quiet"]?.positiveDuration("quiet") ?? .seconds(10)
        let atMost = try keys["quiet_at_most"]?.positiveDuration("quiet_at_most") ?? max(.seconds(120), quiet)
        guard atMost >= quiet else {
            throw failure("quiet_at_most (\(atMost.text)) must not be shorter than quiet (\(quiet.text))")
        }
        return BucketRule.Together(
            group: group, quiet: quiet, quietAtMost: atMost, check: try keys["check"]?.downloadCheck(of: group))
    }

    /// `check`: the file and the document with its checksum, whose placeholders are those of the group.
    private func downloadCheck(of group: ObjectTemplate) throws(Failure) -> DownloadCheck {
        let keys = try keys(["url", "sha256"], of: "check")
        let checksum = try keys["sha256"]?.keys(["url", "key"], of: "sha256")
        guard let url = keys["url"], let checksumURL = checksum?["url"] else {
            throw failure(
                "check needs url, the file, and sha256: { url: …, key: … }, the document with its checksum, as consumers "
                    + "download them")
        }
        return DownloadCheck(
            url: try url.downloadURL(of: group), checksum: try checksumURL.downloadURL(of: group),
            key: try checksum?["key"]?.checksumKey())
    }

    /// A URL with the placeholders of a group: each object of the group must yield the same one.
    private func downloadURL(of group: ObjectTemplate) throws(Failure) -> ObjectTemplate {
        let template = try objectTemplate("a url of check")
        for name in template.names where !group.names.contains(name) {
            throw failure("{\(name)} is not in together (\(group.text)), so a group would have several URLs")
        }
        // The host, and the slash after it, stand before the first placeholder.
        guard let host = template.text.hostOfDownload, template.start.contains("//\(host)/") else {
            throw failure(
                "a url of check is complete, such as https://releases.example.com/{monitor}/metadata.json, without login "
                    + "and fragment")
        }
        return template
    }

    /// The keys from the outside inwards, with dots between them.
    private func checksumKey() throws(Failure) -> [String] {
        let keys = try text("key").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !keys.contains("") else { throw failure("key names an entry of JSON, such as checksum or linux.sha256") }
        return keys
    }

    private func check(_ template: ObjectTemplate, among names: [String]) throws(Failure) {
        for name in template.names where !names.contains(name) {
            throw failure(
                "{\(name)} stands for nothing"
                    + didYouMean(name, among: names, otherwise: ": there are \(names.joined(separator: ", "))"))
        }
    }

    /// Refuses a `match` whose beginning contradicts the prefix.
    private func check(_ match: ObjectTemplate?, against prefix: String) throws(Failure) {
        guard let match, !match.start.hasPrefix(prefix) else { return }
        guard prefix.hasPrefix(match.start), match.start.utf8.count < match.text.utf8.count else {
            throw failure("match is about whole keys, and \(match.text) begins otherwise than the prefix \(prefix)")
        }
    }

    private func objectRoute(among names: [String]) throws(Failure) -> BucketRule.Route {
        let path = try objectTemplate("a route")
        guard path.text.hasPrefix("/") else { throw failure("a route must begin with /: /\(path.text)") }
        try check(path, among: names)
        guard !path.text.utf8.dropLast().contains(UInt8(ascii: "*")), !path.text.contains(where: { "?#".contains($0) })
        else {
            throw failure("a route is a path: it has no ? and no #, and a * only at its end, where it is a wildcard")
        }
        return BucketRule.Route(path, place: place)
    }

    private func reupload() throws(Failure) -> Bool {
        guard scalar == "invalidate" else {
            throw failure("reupload must be invalidate: without it, an upload of the same content sends nothing")
        }
        return true
    }
}
