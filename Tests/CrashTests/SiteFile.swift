import TestSupport
import Testing

/// The freshen.yaml of the recorded CMS, with the stand-ins' addresses and a `settle` above 0 with two passes.
struct SiteFile {
    /// The pods that it names, as indices of `Receivers.pods`.
    var pods = Array(0..<3)
    var timeout = "5s"
    var patience = "60s"
    var distributions = [Receivers.distribution]
    var variants = "[\"{path}\"]"
    /// The time of one run.
    var deadline = "35s"

    func yaml(_ receivers: Receivers) throws -> String {
        let urls = pods.map { "\"\(receivers.url(of: $0))\"" }.joined(separator: ", ")
        let entries = distributions.map { "  - distribution: \($0)\n    variants: \(variants)" }
        var text = try contents(of: "Tests/Fixtures/directus/site.yaml")
        for (old, new) in [
            (#""http://127.0.0.1:1", "http://127.0.0.1:2""#, urls), ("settle: 0s", "settle: 50ms\n    passes: 2"),
            ("timeout: 5s", "timeout: \(timeout)\n    patience: \(patience)"),
            (
                "  - distribution: E2BX1E7RR7IV8R\n    variants: [\"{path}\"]", entries.joined(separator: "\n")
            ),
        ] {
            try #require(text.contains(old), "site.yaml does not contain \(old)")
            text = String(text.replacing(old, with: new))
        }
        return text + "\ndeadline: \(deadline)\n"
    }
}
