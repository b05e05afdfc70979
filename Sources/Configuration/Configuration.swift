package import Freshen
internal import Text
internal import YAML

/// Where secrets come from: variables, and files that are mounted.
package struct Secrets: Sendable {
    package let environment: [String: String]
    /// The content of a file; nil where it cannot be read.
    package let file: @Sendable (String) -> String?

    package init(environment: [String: String], file: @escaping @Sendable (String) -> String?) {
        self.environment = environment
        self.file = file
    }
}

/// Reads freshen.yaml.
///
/// Throws a configuration failure for whatever is unknown, missing or of the wrong type: one line that begins with
/// file, line and column, whatever characters stand there.
package func readSite(_ bytes: [UInt8], file: String, secrets: Secrets) throws(Failure) -> Site {
    let source = SourceText(file: file, bytes: bytes)
    let document: Node
    do {
        document = try parseYAML(source.bytes)
    } catch {
        throw .configuration(error.message, at: source.place(error.position))
    }
    return try Reader(node: document, source: source).site(secrets)
}

extension Reader {
    fileprivate func site(_ secrets: Secrets) throws(Failure) -> Site {
        let keys = try keys(["collections", "web", "cloudfront", "cms", "margin", "flood"], of: "the file")
        guard let collections = keys["collections"] else {
            throw failure("collections is missing: it says what to watch")
        }
        let watched = try collections.entries("collections").map { entry throws(Failure) in
            try entry.value.collection(Placed(entry.key, at: entry.place))
        }
        let webs = try keys["web"]?.list("web").map { one throws(Failure) in try one.web(secrets) } ?? []
        let site = Site(
            collections: watched, webs: webs,
            distributions: try keys["cloudfront"]?.list("cloudfront").map { one throws(Failure) in
                try one.distribution(behind: webs.map(\.name))
            } ?? [],
            health: try keys["cms"]?.keys(["health"], of: "cms")["health"]?.url(
                "cms.health", example: "http://directus:8055/server/health"),
            margin: try keys["margin"]?.duration("margin") ?? .seconds(1),
            flood: try keys["flood"]?.count("flood") ?? 5000)
        try site.checkNames()
        try site.checkTimes()
        return site
    }
}

extension Site {
    /// Names that the file gives itself must be there, once.
    fileprivate func checkNames() throws(Failure) {
        try checkOnce(webs.map { Placed($0.name, at: $0.place) }, "two web entries are called")
        try checkOnce(distributions.map { Placed($0.id, at: $0.place) }, "two cloudfront entries name")
        for route in collections.flatMap(\.routes) {
            guard case .pagesOf(let name) = route.target else { continue }
            guard collections.contains(where: { $0.name.value == name }) else {
                let hint = didYouMean(name, among: collections.map(\.name.value))
                throw .configuration("pages_of names \(name), and no collection is called that\(hint)", at: route.place)
            }
        }
    }

    /// All pods are told a second time after the longest `settle`: where a deadline ends before, that never happens.
    fileprivate func checkTimes() throws(Failure) {
        let settle = webs.map(\.settle).max() ?? .zero
        for web in webs where web.settle > .zero && web.deadline <= settle {
            throw .configuration(
                "the deadline of \(web.name) (\(web.deadline.text)) must be longer than settle (\(settle.text)), after "
                    + "which pods are told again", at: web.place)
        }
    }

    private func checkOnce(_ names: [Placed<String>], _ what: String) throws(Failure) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.value).inserted {
            throw .configuration("\(what) \(name.value)", at: name.place)
        }
    }
}
