internal import Freshen
internal import Text

extension NodeReader {
    /// One entry of `cloudfront`; `webs` are the entries that its `after` can name, `budget` is that of the file.
    func distribution(webs: [WebRule], budget: Int?) throws(Failure) -> DistributionRule {
        let keys = try keys(["name", "distribution", "alias", "variants", "after", "budget"], of: "a cloudfront entry")
        guard let name = keys["distribution"] ?? keys["alias"] else {
            throw failure("a cloudfront entry needs its distribution: distribution: E2… (or alias: www.example.com)")
        }
        try keys["variants"]?.refuseEmptyList("variants", "leave it out for the default [\"{path}\"]")
        guard keys["distribution"] == nil || keys["alias"] == nil else {
            throw failure("a cloudfront entry must have a distribution or an alias, not both: leave one out")
        }
        let after = try keys["after"]?.list("after").map { one throws(Failure) in
            try one.name("after", among: webs.map(\.name), "web")
        }
        return DistributionRule(
            id: keys["distribution"] == nil ? try name.alias() : try name.distributionID(), place: name.place,
            name: try keys["name"]?.text("name"),
            variants: try keys["variants"]?.list("variants").map { one throws(Failure) in try one.variant() }
                ?? ["{path}"],
            after: after, trailingSlash: TrailingSlash(webs.filter { after?.contains($0.name) ?? true }),
            budget: try keys["budget"]?.budget() ?? budget)
    }

    /// `budget: { paths: 20000 }`, how many items a distribution may be sent in a month before folders become wildcards.
    func budget() throws(Failure) -> Int {
        guard let paths = try keys(["paths"], of: "budget")["paths"] else {
            throw failure("budget needs paths, how many a month, such as { paths: 20000 }")
        }
        return try paths.count("paths")
    }

    /// `only`: names of web entries, and names, ids or aliases of distributions; the ids, sorted.
    func targets(among known: KnownTargets) throws(Failure) -> [String] {
        let names = try list("only").map { one throws(Failure) in
            let name = try one.name("only", among: known.names, "web or cloudfront")
            return known.ids[name] ?? name
        }
        guard !names.isEmpty else { throw failure("only is an empty list: leave the key out for all entries") }
        return Set(names).sorted()
    }

    /// The name of an entry; an alias may be in capitals.
    private func name(_ what: String, among known: [String], _ kind: String) throws(Failure) -> String {
        let name = try text(what)
        guard let found = [name, name.lowercased()].first(where: known.contains) else {
            throw failure("\(what) names \(name), and no \(kind) entry is called that\(didYouMean(name, among: known))")
        }
        return found
    }

    private func alias() throws(Failure) -> String {
        let name = try text("alias")
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.enumerated().allSatisfy { index, label in
            !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
                || index == 0 && label == "*"
        }
        guard isName, labels.count > 1 else {
            throw failure("alias must be one of the distribution's alternate domain names, such as www.example.com")
        }
        return name.lowercased()
    }

    private func distributionID() throws(Failure) -> String {
        let id = try text("distribution")
        guard id.isDistributionID else {
            throw failure("distribution must be an id, such as E2BX1E7RR7IV8R (or use alias: www.example.com)")
        }
        return id
    }

    private func variant() throws(Failure) -> String {
        let text = try text("a variant")
        guard text.split(separator: "{path}", omittingEmptySubsequences: false).count == 2 else {
            throw failure("a variant must hold {path} once, such as \"{path}?*\"")
        }
        try checkVariant()
        return text
    }
}

/// The web entries and distributions that `only` can name.
struct KnownTargets {
    /// The names of all, and the ids of distributions.
    let names: [String]
    /// The ids of distributions, by their names.
    let ids: [String: String]

    init(_ webs: [WebRule], _ distributions: [DistributionRule]) {
        let named = distributions.compactMap { one in one.name.map { ($0, one.id) } }
        ids = Dictionary(named) { first, _ in first }
        names = webs.map(\.name) + distributions.map(\.id) + named.map(\.0)
    }
}
