internal import Text

/// One bucket of freshen.yaml: the pages that show its objects.
package struct BucketRule: Sendable {
    /// A path that becomes stale with an object.
    package struct Route: Sendable {
        /// The path, with placeholders; it may end with the wildcard `*`.
        package let path: ObjectTemplate
        /// The place of the entry.
        package let place: Place

        package init(_ path: ObjectTemplate, place: Place) {
            self.path = path
            self.place = place
        }
    }

    /// How the bucket is found.
    package enum Location: Sendable, Hashable {
        /// By its name.
        case name(String)
        /// By an output of a stack of CloudFormation.
        case output(String, stack: String)
    }

    /// Objects that are one release, so that half of an upload is not sent.
    package struct Together: Sendable {
        /// The name of an object's group.
        package let group: ObjectTemplate
        /// How long a group must be unchanged before it is sent.
        package let quiet: Duration
        /// How long a group that changes again and again waits at most.
        package let quietAtMost: Duration
        /// What is downloaded once a group was sent; nil: nothing.
        package let check: DownloadCheck?

        package init(group: ObjectTemplate, quiet: Duration, quietAtMost: Duration, check: DownloadCheck? = nil) {
            self.group = group
            self.quiet = quiet
            self.quietAtMost = quietAtMost
            self.check = check
        }
    }

    /// Its name in freshen.yaml.
    package let name: Placed<String>
    /// The bucket's own name, or the output of a stack that holds it.
    package let bucket: Location
    /// What the keys of the watched objects begin with.
    package let prefix: String
    /// Which objects are watched, and what the routes' placeholders stand for; nil: all of them.
    package let match: ObjectTemplate?
    /// Which paths become stale with an object.
    package let routes: [Route]
    /// Which objects are sent together; nil: each by itself.
    package let together: Together?
    /// The names of the web entries and distributions that have these paths, sorted; empty: all.
    package let only: [String]
    /// Whether an object that is uploaded again with the same content is a change, because its headers may differ.
    package let sendsReuploads: Bool

    package init(
        name: Placed<String>, bucket: Location, prefix: String, match: ObjectTemplate?, routes: [Route],
        together: Together? = nil, only: [String], sendsReuploads: Bool
    ) {
        self.name = name
        self.bucket = bucket
        self.prefix = prefix
        self.match = match
        self.routes = routes
        self.together = together
        self.only = only
        self.sendsReuploads = sendsReuploads
    }

    /// The name of its items in the ledger and in reports; no collection is called so.
    package var sourceName: String { "buckets." + name.value }

    /// The paths that become stale with an object, by the index of the route; empty: the object is not watched.
    package func paths(of key: String) -> [(route: Int, path: String)] {
        guard let values = values(of: key) else { return [] }
        return routes.enumerated().flatMap { index, route in
            spellings(ofPath: route.path.filled(values)).map { (index, $0) }
        }
    }

    /// The name of the group that an object belongs to; nil: it is sent by itself.
    package func group(of key: String) -> String? {
        guard let together, let values = values(of: key) else { return nil }
        return together.group.text(values)
    }

    /// The values of the placeholders that name an object's group; nil: it is sent by itself.
    package func placeholders(ofGroupOf key: String) -> [String: String]? {
        guard let together, let values = values(of: key) else { return nil }
        return values.filter { together.group.names.contains($0.key) }
    }

    /// What the placeholders stand for; nil: the object is not watched.
    private func values(of key: String) -> [String: String]? {
        guard let matched = match.map({ $0.values(in: key) }) ?? [:] else { return nil }
        // By bytes: a slash may be followed by a combining mark.
        let (bytes, slash) = (key.utf8, key.utf8.lastIndex(of: UInt8(ascii: "/")))
        let own = [
            "key": key, "dir": slash.map { String(decoding: bytes[..<$0], as: UTF8.self) } ?? "",
            "name": slash.map { String(decoding: bytes[bytes.index(after: $0)...], as: UTF8.self) } ?? key,
        ]
        return matched.merging(own) { matched, _ in matched }
    }
}

extension String {
    /// Whether it can be the name of a bucket, also of an old one with capitals.
    package var isBucketName: Bool {
        (3...255).contains(utf8.count) && utf8.allSatisfy { $0.isLetterOrDigit || "-._".utf8.contains($0) }
    }
}
