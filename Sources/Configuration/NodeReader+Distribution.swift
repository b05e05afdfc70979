internal import Freshen
internal import Text

extension NodeReader {
    /// One entry of `cloudfront`; `webs` are the names that its `after` can hold.
    func distribution(webs: [String]) throws(Failure) -> DistributionRule {
        let keys = try keys(["distribution", "alias", "variants", "after"], of: "a cloudfront entry")
        guard let name = keys["distribution"] ?? keys["alias"] else {
            throw failure("a cloudfront entry needs its distribution: distribution: E2… (or alias: www.example.com)")
        }
        try keys["variants"]?.refuseEmptyList("variants", "leave it out for the default [\"{path}\"]")
        guard keys["distribution"] == nil || keys["alias"] == nil else {
            throw failure("a cloudfront entry must have a distribution or an alias, not both: leave one out")
        }
        return DistributionRule(
            id: keys["distribution"] == nil ? try name.alias() : try name.distributionID(), place: name.place,
            variants: try keys["variants"]?.list("variants").map { one throws(Failure) in try one.variant() }
                ?? ["{path}"],
            after: try keys["after"]?.list("after").map { one throws(Failure) in try one.name(among: webs) })
    }

    private func name(among webs: [String]) throws(Failure) -> String {
        let name = try text("after")
        guard webs.contains(name) else {
            throw failure("after names \(name), and no web entry is called that\(didYouMean(name, among: webs))")
        }
        return name
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
        guard id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
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
