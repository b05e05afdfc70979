internal import Freshen
internal import YAML

extension Reader {
    /// One entry of `web`.
    func web(_ secrets: Secrets) throws(Failure) -> WebRule {
        let keys = try keys(
            ["name", "pods", "endpoint", "token", "timeout", "settle", "deadline", "everything"], of: "a web entry")
        guard let pods = keys["pods"] else { throw failure("a web entry needs its pods: pods: { urls: [http://…] }") }
        guard let token = keys["token"] else {
            throw failure("a web entry needs its token: token: { env: REVALIDATE_TOKEN }")
        }
        return WebRule(
            name: try keys["name"]?.text("name") ?? "web", place: place, urls: try pods.urls(),
            endpoint: try keys["endpoint"]?.endpoint() ?? "/api/revalidate", token: try token.secret(secrets),
            timeout: try keys["timeout"]?.duration("timeout") ?? .seconds(5),
            settle: try keys["settle"]?.duration("settle") ?? .seconds(5),
            deadline: try keys["deadline"]?.duration("deadline") ?? .seconds(45),
            everything: try keys["everything"]?.everything() ?? [.pattern("/", .layout)])
    }

    /// One entry of `cloudfront`.
    func distribution() throws(Failure) -> DistributionRule {
        let keys = try keys(["distribution", "variants", "after"], of: "a cloudfront entry")
        guard let id = keys["distribution"] else {
            throw failure("a cloudfront entry needs its distribution: distribution: E2…")
        }
        return DistributionRule(
            id: try id.distributionID(), place: id.place,
            variants: try keys["variants"]?.list("variants").map { one throws(Failure) in try one.variant() } ?? [
                "{path}"
            ],
            after: try keys["after"]?.list("after").map { one throws(Failure) in try one.text("after") })
    }

    private func urls() throws(Failure) -> [String] {
        let keys = try keys(["urls"], of: "pods")
        guard let urls = keys["urls"] else { throw failure("pods needs urls: { urls: [\"http://10.0.0.1:3000\"] }") }
        let list = try urls.list("urls").map { one throws(Failure) in try one.url() }
        guard !list.isEmpty else { throw urls.failure("urls names no pod") }
        guard Set(list).count == list.count else { throw urls.failure("urls names the same pod twice") }
        return list
    }

    private func url() throws(Failure) -> String {
        var url = try text("a pod's url")
        while url.hasSuffix("/") { url.removeLast() }
        let rest = ["http://", "https://"].first(where: url.hasPrefix).map { url.dropFirst($0.count) }
        guard let rest, !rest.isEmpty, !rest.contains(where: { " @?#".contains($0) }) else {
            throw failure("a pod's url is http:// or https:// with host and port, such as http://10.0.0.1:3000")
        }
        return url
    }

    private func endpoint() throws(Failure) -> String {
        let path = try text("endpoint")
        guard path.hasPrefix("/"), !path.contains(where: { $0.isWhitespace }) else {
            throw failure("endpoint is a path that begins with /, such as /api/revalidate")
        }
        return path
    }

    private func secret(_ secrets: Secrets) throws(Failure) -> Secret {
        let keys = try keys(["env", "file"], of: "token")
        guard keys.count == 1, let (kind, source) = keys.first else {
            throw failure("token is { env: VARIABLE } or { file: PATH }: the secret itself never stands here")
        }
        let name = try source.text("token")
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

    private func everything() throws(Failure) -> [Stale] {
        let list = try list("everything").map { one throws(Failure) in try one.stale() }
        guard !list.isEmpty else { throw failure("everything is empty: leave it out for { path: /, type: layout }") }
        return list
    }

    private func stale() throws(Failure) -> Stale {
        if scalar != nil { return .path(try text("a path")) }
        let keys = try keys(["path", "type"], of: "an entry of everything")
        guard let path = try keys["path"]?.text("path"), path.hasPrefix("/") else {
            throw failure("an entry of everything has a path that begins with /")
        }
        guard let type = keys["type"] else { return .path(path) }
        return .pattern(path, try type.patternType())
    }

    private func distributionID() throws(Failure) -> String {
        let id = try text("distribution")
        guard id.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
            throw failure("a distribution is named by its id, such as E2BX1E7RR7IV8R")
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
