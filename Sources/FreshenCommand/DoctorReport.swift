internal import Freshen

/// The findings of `freshen doctor`, as a table for people or as JSON.
struct DoctorReport {
    let findings: [Finding]

    var text: String {
        let rows = findings.map { [mark($0.result), $0.check, $0.subject, $0.detail] }
        let counts = [Finding.Result.failed, .warning, .skipped, .ok].compactMap { result -> String? in
            let count = findings.count { $0.result == result }
            return count == 0 ? nil : result == .warning ? plural(count, "warning") : "\(count) \(result.rawValue)"
        }
        return (table(rows) + [counts.joined(separator: ", ")]).joined(separator: "\n")
    }

    private func mark(_ result: Finding.Result) -> String {
        result == .failed ? "FAILED" : result.rawValue
    }
}

/// The same for machines: keys in a fixed order.
struct JSONFindings: Encodable {
    struct Line: Encodable {
        let check, subject, result, detail: String
    }

    let findings: [Line]
    let exit: Int32

    init(_ findings: [Finding]) {
        self.findings = findings.map {
            Line(check: $0.check, subject: $0.subject, result: $0.result.rawValue, detail: $0.detail)
        }
        exit = Finding.exit(of: findings).rawValue
    }
}
