internal import Freshen

/// What was sent to one distribution, for the page and the next steps of a workflow of GitHub Actions.
struct WorkflowReport {
    let report: DirectReport

    /// A heading and a table in Markdown.
    var summary: String {
        let rows = [
            ("distribution", code(report.distribution)), ("items", items), ("invalidations", invalidations),
            ("price", "at most $\(dollars(report.price))"), ("download", download),
            ("remark", report.remark.map(code)), ("failure", report.failure.map { code($0.message) }),
            ("to go on", report.command.map(code)),
        ]
        let table = rows.compactMap { name, text in text.map { "| \(name) | \($0) |" } }
        return (["### freshen invalidate: \(report.outcome.rawValue)", "", "| | |", "|---|---|"] + table + [""])
            .joined(separator: "\n")
    }

    /// The step's outputs, one a line.
    var outputs: String {
        [
            ("distribution", report.distribution), ("invalidations", report.invalidations.joined(separator: " ")),
            ("price", dollars(report.price)),
        ].map { name, value in "\(name)=\(value.filter { !$0.isNewline })" }.joined(separator: "\n")
    }

    private var items: String? {
        guard !report.items.isEmpty else { return nil }
        let shown = report.items.prefix(20).map(code).joined(separator: " ")
        return "\(report.items.count): \(shown)" + (report.items.count > 20 ? " …" : "")
    }

    private var invalidations: String? {
        guard !report.invalidations.isEmpty else { return nil }
        return report.invalidations.map { id in
            "\(code(id)) \(report.completed.contains(id) ? "completed" : "accepted")"
        }.joined(separator: ", ")
    }

    private var download: String? {
        report.downloads.last.map { code("\($0.url): \($0.text)") }
    }

    /// Text of a cell that is shown as it is; a line break or a `|` would end the cell, a backtick the text.
    private func code(_ text: String) -> String {
        let plain = text.map { $0.isNewline ? " " : $0 == "`" ? "'" : String($0) }.joined()
        return "`" + plain.replacing("|", with: "\\|") + "`"
    }
}
