package import Freshen
internal import YAML

/// Reads freshen.yaml.
///
/// Throws a configuration failure for anything unknown, missing or of the wrong type. Its message is one line that begins
/// with file, line and column.
package func readSite(_ bytes: [UInt8], file: String, secrets: Secrets) throws(Failure) -> Site {
    try reader(bytes, file).site(secrets)
}

/// Reads the ledger's schema alone, for commands that need nothing else of freshen.yaml.
///
/// Throws a configuration failure where the file cannot be parsed, or where `schema` is wrong.
package func readSchema(_ bytes: [UInt8], file: String) throws(Failure) -> String {
    let entry = try reader(bytes, file).entries("the file").first { $0.key == "schema" }
    return try entry?.value.schema() ?? Site.defaultSchema
}

private func reader(_ bytes: [UInt8], _ file: String) throws(Failure) -> NodeReader {
    let source = SourceText(file: file, bytes: bytes)
    do {
        return NodeReader(node: try parseYAML(source.bytes), source: source)
    } catch {
        throw .configuration(error.message, at: source.place(error.position))
    }
}

extension NodeReader {
    /// The name of a schema that may be freshen's alone.
    fileprivate func schema() throws(Failure) -> String {
        let name = try text("schema")
        guard name.wholeMatch(of: #/[a-z_][a-z0-9_]{0,62}/#) != nil, !name.hasPrefix("pg_"),
            !["public", "information_schema"].contains(name)
        else {
            throw failure(
                "schema must be the name of a schema for freshen alone, in small letters, digits and _, such as freshen_b"
            )
        }
        return name
    }

    /// `public`, or the names of policies.
    fileprivate func apiReader() throws(Failure) -> APIReader {
        if scalar == "public" { return .everybody(at: place) }
        guard case .sequence = node.value else {
            throw failure("reader must be public, or a list of the names of policies")
        }
        try refuseEmptyList("reader", "name a policy, or write public")
        return .policies(try list("reader").map { one throws(Failure) in try one.placed("reader") }, at: place)
    }

    private func collections(_ targets: KnownTargets, file: String) throws(Failure) -> [CollectionRule] {
        let rules = try entries("collections").map { entry throws(Failure) in
            var rule = try entry.value.collection(Placed(entry.key, at: entry.place), targets: targets)
            rule.file = file
            return rule
        }
        guard !rules.isEmpty else {
            throw failure("collections names none: write what to watch, such as posts: { routes: [\"/blog/{slug}\"] }")
        }
        return rules
    }

    private func buckets(_ targets: KnownTargets) throws(Failure) -> [BucketRule] {
        let rules = try entries("buckets").map { entry throws(Failure) in
            try entry.value.bucket(Placed(entry.key, at: entry.place), targets: targets)
        }
        guard !rules.isEmpty else { throw failure("buckets names none: leave it out") }
        return rules
    }

    fileprivate func site(_ secrets: Secrets) throws(Failure) -> Site {
        let keys = try keys(
            [
                "reader", "languages", "collections", "buckets", "web", "cloudfront", "cms", "margin", "flood",
                "deadline", "budget", "schema",
            ], of: "the file")
        guard keys["collections"] ?? keys["buckets"] != nil else {
            throw failure("collections is missing: it says what to watch")
        }
        let deadline = try keys["deadline"]?.positiveDuration("deadline") ?? Site.defaultDeadline
        let webs =
            try keys["web"]?.list("web").map { one throws(Failure) in try one.web(secrets, deadline: deadline) } ?? []
        let budget = try keys["budget"]?.budget()
        let distributions = try keys["cloudfront"]?.list("cloudfront").map { one throws(Failure) in
            try one.distribution(webs: webs, budget: budget)
        }
        let targets = KnownTargets(webs, distributions ?? [])
        let languages = try keys["languages"]?.languages()
        let file =
            (keys["reader"]?.node.canonical ?? "") + (keys["languages"]?.node.canonical ?? "")
            + (keys["collections"]?.node.canonical ?? "")
        let watched = try keys["collections"]?.collections(targets, file: file) ?? []
        let buckets = try keys["buckets"]?.buckets(targets) ?? []
        let site = Site(
            collections: languages == nil ? watched : watched.map(\.withLanguagePlaceholder),
            buckets: buckets, schema: try keys["schema"]?.schema() ?? Site.defaultSchema,
            reader: try keys["reader"]?.apiReader(), languages: languages, webs: webs,
            distributions: distributions ?? [],
            health: try keys["cms"]?.keys(["health"], of: "cms")["health"]?.url(
                "cms.health", example: "http://directus:8055/server/health"),
            margin: try keys["margin"]?.duration("margin") ?? .seconds(1),
            flood: try keys["flood"]?.count("flood") ?? 5000, deadline: deadline)
        try site.checkNames()
        try site.checkTimes()
        return site
    }
}

extension Node {
    /// The content as text, without places and comments: equal for documents that mean the same.
    fileprivate var canonical: String {
        switch value {
        case .scalar(let text, let plain): (plain ? "=" : "'") + text.debugDescription
        case .sequence(let nodes): "[" + nodes.map(\.canonical).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{" + entries.map { $0.key.debugDescription + ":" + $0.value.canonical }.joined(separator: ",") + "}"
        }
    }
}
