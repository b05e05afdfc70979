internal import AWS
package import Freshen
package import LedgerSQL
internal import Text

/// Compares the objects of a bucket with what the ledger holds of them, both in the order of their keys.
package struct BucketSource {
    private let rule: BucketRule
    private let bucket: Bucket
    private let progress: (String) -> Void

    /// The source of one entry of `buckets`; `progress` gets a text for each page of the list.
    package init(_ rule: BucketRule, _ bucket: Bucket, progress: @escaping (String) -> Void = { _ in }) {
        self.rule = rule
        self.bucket = bucket
        self.progress = progress
    }

    /// The source with its differences from the ledger.
    ///
    /// With `keepsAll`, for a dry run's summary, its own statements yield all differences, too. Throws a failure where the
    /// list of objects cannot be read to its end.
    package func compared(with stored: any StoredVersions, keepsAll: Bool) throws -> ItemSource {
        // With another signature the pages of every object may differ. Read now, because the look stores the
        // signature before it compares.
        let isNew = try stored.signature(of: rule.sourceName)?.statements != signature.statements
        var kept: [ObjectChange] = []
        var isTooMuch = false
        try differences(from: stored, isNew) { some in
            isTooMuch = isTooMuch || !keepsAll && kept.count + some.count > Self.mostKept
            if isTooMuch { kept = [] } else { kept += some }
        }
        guard isTooMuch else {
            let waiting = isNew ? [] : try waiting(kept, stored)
            let names = Set(waiting.map(\.name))
            let sent = kept.filter { one in rule.group(of: one.key).map { !names.contains($0) } ?? true }
            return source(keepsAll ? sent : [], waiting) { body in
                try sent.portions.forEach { try body(portion($0, isNew)) }
            }
        }
        // The bucket is listed once more, so that memory does not grow with it. No group waits, as in the first look.
        return source([], []) { body in
            try differences(from: stored, isNew) { some in
                try some.portions.forEach { try body(portion($0, isNew)) }
            }
        }
    }

    /// The source of a bucket that cannot be read: nothing is compared.
    package static func unread(_ rule: BucketRule) -> ItemSource {
        ItemSource(
            name: rule.sourceName, routes: routes(rule), tables: [],
            signature: Signature(statements: "", file: "", permissions: "", languages: ""), keyTypes: ["text"],
            keys: "SELECT NULL::text AS key, NULL::text AS k0 WHERE FALSE",
            states: "SELECT NULL::text AS key WHERE FALSE", items: "item AS (SELECT NULL::text AS key WHERE FALSE)",
            differences: .unknown)
    }

    /// The groups of differences that wait.
    private func waiting(_ differing: [ObjectChange], _ stored: any StoredVersions) throws -> [WaitingGroup] {
        guard let together = rule.together, !differing.isEmpty, let now = bucket.listedAt else { return [] }
        return QuietGroups(quiet: together.quiet, atMost: together.quietAtMost, now: now)
            .waiting(rule.grouped(differing), before: try stored.waiting(of: rule.sourceName))
    }

    /// Passes on what differs, a page of the bucket's list at a time.
    private func differences(
        from stored: any StoredVersions, _ isNew: Bool, _ body: ([ObjectChange]) throws -> Void
    ) throws {
        var ledger = LedgerReader(name: rule.sourceName, stored: stored)
        var listed = 0
        try bucket.list(prefix: rule.prefix) { objects in
            var differing: [ObjectChange] = []
            for object in objects where rule.match?.matches(object.key) ?? true {
                guard !object.key.utf8.contains(0) else {
                    let place = "s3://\(bucket.name)/\(object.key)"
                    throw Failure(
                        .configuration,
                        "\(place): a key with a NUL character has no place in PostgreSQL: leave it out by match")
                }
                let version = version(of: object)
                try ledger.removed(before: object.key) { differing.append(ObjectChange(gone: $0)) }
                let known = try ledger.take(object.key)
                if isNew || known != version { differing.append(ObjectChange(object, version)) }
            }
            listed += objects.count
            progress("listing s3://\(bucket.name): \(listed) objects")
            try body(differing)
        }
        var gone: [ObjectChange] = []
        try ledger.removed(before: nil) { gone.append(ObjectChange(gone: $0)) }
        try body(gone)
    }

    /// How many differences are kept in memory.
    private static let mostKept = 20_000

    /// The object's content, and its time of upload where that counts, as a hash in the form of a UUID.
    private func version(of object: StoredObject) -> String {
        var content = object.entityTag + " " + String(object.size)
        if rule.sendsReuploads { content += " " + object.modified.description }
        let digits = hex(Array(sha256(Array(content.utf8)).prefix(16))).utf8
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (place, digit) in digits.enumerated() {
            if place == 8 || place == 12 || place == 16 || place == 20 { text.append(UInt8(ascii: "-")) }
            text.append(digit)
        }
        return String(decoding: text, as: UTF8.self)
    }

    private var signature: Signature {
        // What versions and pages depend on; not the prefix, which only decides which objects there are.
        let parts =
            [bucket.name, rule.match?.text ?? "", rule.sendsReuploads ? "reupload" : ""]
            + rule.routes.map(\.path.text) + ["only"] + rule.only
        let statements = hex(sha256(Array(parts.joined(separator: "\n").utf8)))
        return Signature(statements: statements, file: statements, permissions: "", languages: "")
    }

    // MARK: the statements

    private func source(
        _ all: [ObjectChange], _ waiting: [WaitingGroup],
        _ found: @escaping ((ItemPortion) throws -> Void) throws -> Void
    ) -> ItemSource {
        ItemSource(
            name: rule.sourceName,
            routes: Self.routes(rule), tables: [], signature: signature, keyTypes: ["text"],
            keys:
                "SELECT key, key AS k0 FROM unnest(\(bind: all.compactMap { $0.version == nil ? nil : $0.key })::text[]) AS own(key)",
            states: "SELECT NULL::text AS key WHERE FALSE", items: items(all[...]), differences: .found(found),
            isChecked: rule.together?.check != nil, waiting: waiting)
    }

    private static func routes(_ rule: BucketRule) -> [RouteIdentity] {
        rule.routes.map { RouteIdentity(kind: .path, text: $0.path.text, targets: rule.only) }
    }

    private func portion(_ differing: ArraySlice<ObjectChange>, _ isNew: Bool) -> ItemPortion {
        // Where the rule is another one, nothing was uploaded.
        ItemPortion(
            keys: differing.map(\.key), items: items(differing), releases: isNew ? [] : rule.releases(differing))
    }

    /// `ItemSource.items` of the objects that are there.
    private func items(_ differing: ArraySlice<ObjectChange>) -> SQL {
        let there = differing.compactMap { one in one.version.map { (key: one.key, version: $0) } }
        let pages = there.flatMap { object in
            rule.paths(of: object.key).map { (object.key, object.version, String($0.route), $0.path) }
        }
        let routes = rule.routes.indices.map { "WHEN \(number: $0) THEN " + SQL.route($0) }.joined(" ")
        let page: SQL = rule.routes.isEmpty ? "NULL" : "ROW(CASE p.route " + routes + " END, p.path, NULL, p.version)"
        return """
            page AS (
              SELECT p.key, array_agg(\(page)::\(LedgerName.page.sql)) AS pages
              FROM unnest(\(bind: pages.map(\.0))::text[], \(bind: pages.map(\.1))::uuid[], \(bind: pages.map(\.2))::int[],
                \(bind: pages.map(\.3))::text[]) AS p(key, version, route, path)
              GROUP BY p.key),
            item AS (
              SELECT o.key, o.version, o.version AS digest, TRUE AS visible, NULL::timestamptz AS due, FALSE AS maybe_flipped,
                coalesce(page.pages, '{}') AS pages, '{}'::\(LedgerName.page.sql)[] AS flipped_pages
              FROM unnest(\(bind: there.map(\.key))::text[], \(bind: there.map(\.version))::uuid[]) AS o(key, version)
              LEFT JOIN page USING (key))
            """
    }
}

extension [ObjectChange] {
    /// Slices of at most `ItemPortion.size` elements.
    fileprivate var portions: [ArraySlice<Element>] {
        stride(from: 0, to: count, by: ItemPortion.size).map { self[$0..<Swift.min($0 + ItemPortion.size, count)] }
    }
}

/// The ledger's items of a source, read in order, a page at a time.
private struct LedgerReader {
    let name: String
    let stored: any StoredVersions
    private var waiting: [(key: String, version: String)] = []
    private var last: String?
    private var isAtEnd = false

    init(name: String, stored: any StoredVersions) {
        self.name = name
        self.stored = stored
    }

    /// Takes the next item if it has this key, and returns its version.
    mutating func take(_ key: String) throws -> String? {
        guard let next = try next(), next.key.hasSameBytes(as: key) else { return nil }
        waiting.removeLast()
        return next.version
    }

    /// Takes the items whose keys come before `key`, or all of them; passes on the keys.
    mutating func removed(before key: String?, _ body: (String) -> Void) throws {
        while let next = try next(), key.map(next.key.precedesByBytes) ?? true {
            waiting.removeLast()
            body(next.key)
        }
    }

    private mutating func next() throws -> (key: String, version: String)? {
        if waiting.isEmpty, !isAtEnd {
            let page = try stored.versions(of: name, after: last)
            (waiting, last, isAtEnd) = (page.reversed(), page.last?.key, page.isEmpty)
        }
        return waiting.last
    }
}
