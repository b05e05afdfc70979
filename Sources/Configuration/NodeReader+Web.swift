internal import Freshen
internal import YAML

extension NodeReader {
    /// One entry of `web`; `deadline` is that of the whole run.
    func web(_ secrets: Secrets, deadline: Duration) throws(Failure) -> WebRule {
        let keys = try keys(
            [
                "name", "pods", "endpoint", "token", "timeout", "settle", "passes", "deadline", "patience",
                "everything",
                "trailing_slash",
            ],
            of: "a web entry")
        guard let pods = try keys["pods"]?.pods() else {
            throw failure("a web entry needs its pods: { namespace: web, selector: app=storefront, port: http }")
        }
        guard let token = keys["token"] else {
            throw failure("a web entry needs its token: token: { env: REVALIDATE_TOKEN }")
        }
        return WebRule(
            name: try keys["name"]?.text("name") ?? "web", place: place, pods: pods.source, min: pods.min,
            endpoint: try keys["endpoint"]?.endpoint() ?? "/api/revalidate", token: try token.token(secrets),
            timeout: try keys["timeout"]?.positiveDuration("timeout") ?? .seconds(5),
            settle: try keys["settle"]?.duration("settle") ?? .seconds(5),
            passes: try keys["passes"]?.passes() ?? 3,
            deadline: try keys["deadline"]?.positiveDuration("deadline") ?? deadline,
            patience: try keys["patience"]?.positiveDuration("patience") ?? .seconds(60),
            everything: try keys["everything"]?.everything() ?? [.pattern("/", .layout)],
            trailingSlash: try keys["trailing_slash"]?.flag("trailing_slash") ?? false)
    }

    private func passes() throws(Failure) -> Int {
        guard let text = plainText, let passes = Int(text), (2...5).contains(passes) else {
            throw failure(
                "passes must be a number from 2 to 5. Write 2 where only pages are cached, and 3 where the answers of fetches are cached, "
                    + "too")
        }
        return passes
    }

    private func endpoint() throws(Failure) -> String {
        let path = try text("endpoint")
        guard path.hasPrefix("/"), !path.contains(where: { $0.isWhitespace }) else {
            throw failure("endpoint must be a path that begins with /, such as /api/revalidate")
        }
        return path
    }

    private func everything() throws(Failure) -> [Stale] {
        let list = try list("everything").map { one throws(Failure) in try one.stale() }
        guard !list.isEmpty else {
            throw failure("everything is an empty list: leave the key out for the default { path: /, type: layout }")
        }
        return list
    }

    private func stale() throws(Failure) -> Stale {
        if scalar != nil { return .path(try fixedPath("a path of everything", isRoute: false)) }
        let keys = try keys(["path", "type"], of: "an entry of everything")
        guard
            let path = try keys["path"]?.fixedPath(
                "a path of everything", isRoute: keys["type"] != nil)
        else {
            throw failure("an entry of everything needs its path: { path: /, type: layout }")
        }
        guard let type = keys["type"] else { return .path(path) }
        return .pattern(path, try type.patternType())
    }

    /// A path that is no item's; with `isRoute` it names folders of Next.js.
    func fixedPath(_ what: String, isRoute: Bool) throws(Failure) -> String {
        let path = try text(what)
        try refuseUnmatchable(what, isRoute: isRoute)
        guard !path.contains("{") else {
            throw failure("\(what) has no placeholder, because it is no item's: write [slug] and its type")
        }
        guard path.hasPrefix("/") else { throw failure("\(what) must begin with /: /\(path)") }
        return path
    }
}
