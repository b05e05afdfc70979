import Configuration
import Freshen
import TestSupport
import Testing

/// The token in the environment and in files, which no message may show.
let token = Decoy.secret("pods")

let secrets = Secrets(environment: ["REVALIDATE_TOKEN": token, "EMPTY": "", "BROKEN": "two\n\(token)"]) { path in
    ["/run/token": token + "\n", "/run/empty": "\n"][path]
}

func site(_ text: String) throws(Failure) -> Site {
    try readSite(Array(text.utf8), file: "freshen.yaml", secrets: secrets)
}

/// The message with which a text is refused.
func refusal(_ text: String) throws -> String {
    let failure = try #require(throws: Failure.self) { try site(text) }
    #expect(failure.exit == .configuration)
    #expect(!Decoy.isShown(in: failure.message))
    return failure.message
}

/// Lines below `collections: { articles: … }`.
func collection(_ lines: String) -> String {
    "collections:\n  articles:\n" + indented(lines, by: 4)
}

/// A file with one web entry: pods, token and these lines.
func web(_ lines: String, pods: String = "{ urls: [\"http://a:3000\"] }", token: String = "{ env: REVALIDATE_TOKEN }")
    -> String
{
    "collections: { a: }\nweb:\n  - pods: \(pods)\n    token: \(token)\n" + indented(lines, by: 4)
}

private func indented(_ lines: String, by count: Int) -> String {
    lines.split(separator: "\n").map { String(repeating: " ", count: count) + $0 + "\n" }.joined()
}
