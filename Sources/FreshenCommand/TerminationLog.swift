internal import Freshen

/// The file in which Kubernetes looks for the reason why a container ended: one line of at most 500 bytes.
///
/// The kubelet creates the file; where there is none, nothing is written.
/// Source: https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
final class TerminationLog {
    private let file: String
    private var last: (code: ExitCode, text: String)?
    /// The last text of each exit code.
    private var texts: [ExitCode: String] = [:]

    init(_ environment: [String: String]) {
        file = environment["FRESHEN_TERMINATION_LOG"] ?? "/dev/termination-log"
    }

    /// Writes the line of a run, in place of the one before; it stays if the program is killed from now on.
    func write(_ code: ExitCode, _ text: String) {
        last = (code, text)
        texts[code] = text
        put("exit \(code.rawValue): \(text)")
    }

    /// Writes the exit code of the program where no run has it, because the gravest of several runs counts.
    func end(_ code: ExitCode) {
        guard let last else { return put("exit \(code.rawValue)") }
        if last.code != code {
            let why = texts[code].map { ": " + $0 } ?? ""
            put(
                "exit \(code.rawValue), from an earlier run\(why); the last one, exit \(last.code.rawValue): \(last.text)"
            )
        }
    }

    private func put(_ line: String) {
        System.replaceContents(of: file, with: line.prefix(bytes: 499))
    }
}

extension TerminationLog {
    /// The line of a report: its outcome, to whom something is owed, and why.
    func write(_ report: Report) {
        let distributions = report.cloudfront.filter(\.isOwed).map(\.distribution)
        let owed = Self.webs(report.pods.filter(\.isOwed)) + distributions
        let parts = [
            TextReport(report: report, isDryRun: false, isReconcile: false).outcome,
            owed.isEmpty ? nil : "owed to " + Self.first(owed),
            report.obstacle,
        ]
        write(report.exit, parts.compactMap { $0 }.joined(separator: "; "))
    }

    /// The first three of a list, and how many more there are.
    private static func first(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }

    /// Each web entry with the number of its pods.
    private static func webs(_ pods: [Report.Pod]) -> [String] {
        Dictionary(grouping: pods, by: \.web).sorted { $0.key < $1.key }.map { web, pods in
            "\(plural(pods.count, "pod")) of \(web)"
        }
    }
}

extension String {
    /// The longest beginning of whole characters that has no more than so many bytes, with an ellipsis where it is cut.
    fileprivate func prefix(bytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var text = ""
        for character in self {
            guard text.utf8.count + character.utf8.count + 3 <= limit else { break }
            text.append(character)
        }
        return text + "…"
    }
}
