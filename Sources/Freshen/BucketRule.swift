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

    /// Its name in the file.
    package let name: Placed<String>
    /// The bucket's own name.
    package let bucket: Placed<String>
    /// What the keys of the watched objects begin with.
    package let prefix: String
    /// Which objects are watched, and what the routes' placeholders stand for; nil: all of them.
    package let match: ObjectTemplate?
    /// Which paths become stale with an object.
    package let routes: [Route]
    /// The names of the web entries and distributions that have these paths, sorted; empty: all.
    package let only: [String]
    /// Whether an object that is uploaded again with the same content is a change, because its headers may differ.
    package let sendsReuploads: Bool
    /// The entry as text, equal for entries that mean the same.
    package let file: String

    package init(
        name: Placed<String>, bucket: Placed<String>, prefix: String, match: ObjectTemplate?, routes: [Route],
        only: [String], sendsReuploads: Bool, file: String
    ) {
        self.name = name
        self.bucket = bucket
        self.prefix = prefix
        self.match = match
        self.routes = routes
        self.only = only
        self.sendsReuploads = sendsReuploads
        self.file = file
    }

    /// The name of its items in the ledger and in reports; no collection is called so.
    package var sourceName: String { "buckets." + name.value }

    /// The paths that become stale with an object, by the index of the route; empty: the object is not watched.
    package func paths(of key: String) -> [(route: Int, path: String)] {
        guard let matched = match.map({ $0.values(in: key) }) ?? [:] else { return [] }
        let slash = key.lastIndex(of: "/")
        let own = [
            "key": key, "dir": slash.map { String(key[..<$0]) } ?? "",
            "name": slash.map { String(key[key.index(after: $0)...]) } ?? key,
        ]
        let values = matched.merging(own) { matched, _ in matched }
        return routes.enumerated().flatMap { index, route in
            spellings(ofPath: route.path.filled(values)).map { (index, $0) }
        }
    }
}
