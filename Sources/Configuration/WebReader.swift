internal import Freshen
internal import Text
internal import YAML

extension Reader {
    /// One entry of `web`.
    func web(_ secrets: Secrets) throws(Failure) -> WebRule {
        let keys = try keys(
            ["name", "pods", "endpoint", "token", "timeout", "settle", "deadline", "patience", "everything"],
            of: "a web entry")
        guard let pods = try keys["pods"]?.pods() else {
            throw failure("a web entry needs its pods: { namespace: web, selector: app=storefront, port: http }")
        }
        guard let token = keys["token"] else {
            throw failure("a web entry needs its token: token: { env: REVALIDATE_TOKEN }")
        }
        return WebRule(
            name: try keys["name"]?.text("name") ?? "web", place: place, pods: pods.source, min: pods.min,
            endpoint: try keys["endpoint"]?.endpoint() ?? "/api/revalidate", token: try token.secret(secrets),
            timeout: try keys["timeout"]?.time("timeout") ?? .seconds(5),
            settle: try keys["settle"]?.duration("settle") ?? .seconds(5),
            deadline: try keys["deadline"]?.time("deadline") ?? .seconds(45),
            patience: try keys["patience"]?.time("patience") ?? .seconds(60),
            everything: try keys["everything"]?.everything() ?? [.pattern("/", .layout)])
    }

    /// One entry of `cloudfront`; `webs` are the names that its `after` can hold.
    func distribution(behind webs: [String]) throws(Failure) -> DistributionRule {
        let keys = try keys(["distribution", "alias", "variants", "after"], of: "a cloudfront entry")
        guard let name = keys["distribution"] ?? keys["alias"] else {
            throw failure("a cloudfront entry needs its distribution: distribution: E2… (or alias: www.example.com)")
        }
        guard keys["distribution"] == nil || keys["alias"] == nil else {
            throw failure("a cloudfront entry has a distribution or an alias, not both: leave one out")
        }
        return DistributionRule(
            id: keys["distribution"] == nil ? try name.alias() : try name.distributionID(), place: name.place,
            variants: try keys["variants"]?.list("variants").map { one throws(Failure) in try one.variant() } ?? [
                "{path}"
            ],
            after: try keys["after"]?.list("after").map { one throws(Failure) in try one.name(among: webs) })
    }

    private func name(among webs: [String]) throws(Failure) -> String {
        let name = try text("after")
        guard webs.contains(name) else {
            throw failure("after names \(name), and no web entry is called that\(didYouMean(name, among: webs))")
        }
        return name
    }

    private func endpoint() throws(Failure) -> String {
        let path = try text("endpoint")
        guard path.hasPrefix("/"), !path.contains(where: { $0.isWhitespace }) else {
            throw failure("endpoint is a path that begins with /, such as /api/revalidate")
        }
        return path
    }

    private func secret(_ secrets: Secrets) throws(Failure) -> Secret {
        let (kind, source) = try secretSource()
        let name = try source.secretName(kind)
        let found = kind == "env" ? secrets.environment[name] : secrets.file(name)
        let token = found?.trimmingNewlines
        guard let token, !token.isEmpty else {
            throw source.failure(
                kind == "env"
                    ? "the variable \(name) is not set (or empty)" : "the file \(name) cannot be read, or is empty")
        }
        guard token.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw source.failure("the token in \(name) holds a character that no HTTP header takes")
        }
        return Secret(token)
    }

    /// `env` or `file`, and what stands there; what else is written here may be the secret and is not repeated.
    private func secretSource() throws(Failure) -> (kind: String, source: Reader) {
        let kinds = ["env", "file"]
        if case .mapping(let entries) = node.value, entries.count == 1, let entry = entries.first {
            if kinds.contains(entry.key) { return (entry.key, Reader(node: entry.value, source: source)) }
            let hint = didYouMean(entry.key, among: kinds)
            guard hint.isEmpty else {
                throw .configuration("unknown key in token\(hint)", at: source.place(entry.keyPosition))
            }
        }
        throw failure("token is { env: VARIABLE } or { file: PATH }: the secret itself never stands here")
    }

    private func secretName(_ kind: String) throws(Failure) -> String {
        guard let name = scalar, !name.isEmpty, !isNull else {
            throw failure("\(kind) names the \(kind == "env" ? "variable" : "file") that holds the token")
        }
        let isVariable = name.utf8.allSatisfy { byte in
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_".utf8.contains(byte)
        }
        guard kind != "env" || isVariable else {
            throw failure("env takes the name of a variable, such as REVALIDATE_TOKEN; the secret itself stands in it")
        }
        return name
    }

    private func everything() throws(Failure) -> [Stale] {
        let list = try list("everything").map { one throws(Failure) in try one.stale() }
        guard !list.isEmpty else { throw failure("everything is empty: leave it out for { path: /, type: layout }") }
        return list
    }

    private func stale() throws(Failure) -> Stale {
        if scalar != nil { return .path(try pathOfEverything()) }
        let keys = try keys(["path", "type"], of: "an entry of everything")
        guard let path = try keys["path"]?.pathOfEverything() else {
            throw failure("an entry of everything needs its path: { path: /, type: layout }")
        }
        guard let type = keys["type"] else { return .path(path) }
        return .pattern(path, try type.patternType())
    }

    private func pathOfEverything() throws(Failure) -> String {
        let path = try text("a path of everything")
        guard path.hasPrefix("/") else { throw failure("a path of everything begins with /: /\(path)") }
        return path
    }

    private func alias() throws(Failure) -> String {
        let name = try text("alias")
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.enumerated().allSatisfy { index, label in
            !label.isEmpty && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
                || index == 0 && label == "*"
        }
        guard isName, labels.count > 1 else {
            throw failure("alias is one of the distribution's alternate domain names, such as www.example.com")
        }
        return name.lowercased()
    }

    private func distributionID() throws(Failure) -> String {
        let id = try text("distribution")
        guard id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw failure("a distribution is named by its id, such as E2BX1E7RR7IV8R (or by alias: www.example.com)")
        }
        return id
    }

    private func variant() throws(Failure) -> String {
        let text = try text("a variant")
        guard text.split(separator: "{path}", omittingEmptySubsequences: false).count == 2 else {
            throw failure("a variant holds {path} once, such as \"{path}?*\"")
        }
        return text
    }
}

extension String {
    fileprivate var trimmingNewlines: String {
        var text = Substring(self)
        while let last = text.last, last.isNewline { text.removeLast() }
        return String(text)
    }
}
