package import Freshen
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
/// Throws a configuration failure for whatever is unknown, missing or of the wrong type, with file, line and column.
package func readSite(_ bytes: [UInt8], file: String, secrets: Secrets) throws(Failure) -> Site {
    let document: Node
    do {
        document = try parseYAML(bytes)
    } catch {
        throw .configuration(
            error.message, at: Place(file: file, line: error.position.line, column: error.position.column))
    }
    return try Reader(node: document, file: file).site(secrets)
}

extension Reader {
    fileprivate func site(_ secrets: Secrets) throws(Failure) -> Site {
        let keys = try keys(["collections", "web", "cloudfront", "margin", "flood"], of: "the file")
        guard let collections = keys["collections"] else {
            throw failure("collections is missing: it says what to watch")
        }
        let site = Site(
            collections: try collections.entries("collections").map { entry throws(Failure) in
                try entry.value.collection(Placed(entry.key, at: entry.place))
            },
            webs: try keys["web"]?.list("web").map { one throws(Failure) in try one.web(secrets) } ?? [],
            distributions: try keys["cloudfront"]?.list("cloudfront").map { one throws(Failure) in
                try one.distribution()
            } ?? [],
            margin: try keys["margin"]?.duration("margin") ?? .seconds(1),
            flood: try keys["flood"]?.count("flood") ?? 5000)
        try site.checkNames(keys)
        return site
    }
}

extension Site {
    /// Names that the file gives itself must be there, once.
    fileprivate func checkNames(_ keys: [String: Reader]) throws(Failure) {
        try checkOnce(webs.map { Placed($0.name, at: $0.place) }, "two web entries are called")
        try checkOnce(distributions.map { Placed($0.id, at: $0.place) }, "two cloudfront entries name")
        for distribution in distributions {
            for name in distribution.after ?? [] where !webs.contains(where: { $0.name == name }) {
                throw .configuration("after names \(name), and no web entry is called that", at: distribution.place)
            }
        }
        for route in collections.flatMap(\.routes) {
            guard case .pagesOf(let name) = route.target else { continue }
            guard collections.contains(where: { $0.name.value == name }) else {
                throw .configuration("pages_of names \(name), and no collection is called that", at: route.place)
            }
        }
    }

    private func checkOnce(_ names: [Placed<String>], _ what: String) throws(Failure) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.value).inserted {
            throw .configuration("\(what) \(name.value)", at: name.place)
        }
    }
}
