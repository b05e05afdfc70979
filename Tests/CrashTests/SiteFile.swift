import Testing

/// The recorded CMS's own freshen.yaml, with the audience of the tests and both passes.
struct SiteFile {
    /// Which of the audience's pods it names.
    var pods = Array(0..<3)
    var timeout = "5s"
    var patience = "60s"
    var distributions = [Audience.distribution]
    var variants = "[\"{path}\"]"

    func yaml(_ audience: Audience) throws -> String {
        let urls = pods.map { "\"\(audience.url(of: $0))\"" }.joined(separator: ", ")
        let edges = distributions.map { "  - distribution: \($0)\n    variants: \(variants)" }
        var text = try contents(of: "Tests/Fixtures/directus/site.yaml")
        for (old, new) in [
            (#""http://127.0.0.1:1", "http://127.0.0.1:2""#, urls), ("settle: 0s", "settle: 50ms"),
            ("timeout: 5s", "timeout: \(timeout)\n    patience: \(patience)"),
            (
                "  - distribution: E2BX1E7RR7IV8R\n    variants: [\"{path}\"]", edges.joined(separator: "\n")
            ),
        ] {
            try #require(text.contains(old), "site.yaml says \(old)")
            text = String(text.replacing(old, with: new))
        }
        return text
    }
}
