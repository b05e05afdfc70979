internal import Freshen
internal import Glibc

/// Prints reports to stdout and messages to stderr, in the format that the command line asks for.
struct Console {
    let request: CommandRequest
    let progress: Progress
    let termination: TerminationLog
    let output = Output()

    func show(_ text: String) {
        progress.clear()
        output.print(text)
    }

    /// Prints the ledger's state; returns the exit code.
    func show(_ status: LedgerStatus, maxAge: Duration) throws(Failure) -> ExitCode {
        let complaint = status.complaint(maxAge: maxAge)
        let code = complaint == nil ? ExitCode.done : .tryAgain
        let text =
            request.wantsJSON
            ? try json(JSONStatus(status, complaint: complaint, exit: code)) : StatusReport(status: status).text
        termination.write(code, complaint ?? "nothing is older than \(maxAge.text)")
        if let complaint { complain(complaint) }
        show(text)
        return code
    }

    /// Prints what `doctor` found; returns the exit code.
    func show(_ findings: [Finding]) throws(Failure) -> ExitCode {
        let code = Finding.exit(of: findings)
        let failed = findings.filter { $0.result == .failed }.map { "\($0.check) \($0.subject): \($0.detail)" }
        termination.write(code, failed.first ?? "nothing is wrong")
        show(request.wantsJSON ? try json(JSONFindings(findings)) : DoctorReport(findings: findings).text)
        return code
    }

    /// Prints a report; returns the exit code.
    func show(_ report: Report) throws(Failure) -> ExitCode {
        termination.write(report)
        if let error = report.error { complain(error) }
        let text = TextReport(
            report: report, isDryRun: request.isDryRun, isReconcile: request.command == .reconcile)
        show(
            request.wantsJSON
                ? try json(JSONReport(report, isDryRun: request.isDryRun))
                : request.repetition == nil ? text.text : text.line)
        return report.exit
    }

    /// Prints what was sent to one distribution; returns the exit code.
    func show(_ report: DirectReport) throws(Failure) -> ExitCode {
        let text = DirectTextReport(report: report)
        termination.write(report.exit, text.summary)
        show(request.wantsJSON ? try json(JSONDirectReport(report)) : text.text)
        if let complaint = text.complaint { complain(complaint) }
        return report.exit
    }

    /// Prints a failure, and with `--output json` its report; returns the exit code.
    func show(_ failure: Failure) -> ExitCode {
        termination.write(failure.exit, failure.message)
        complain(failure.message)
        // A mistake in the command line or the file is no result of a run.
        let isMistake = [.usage, .configuration].contains(failure.exit)
        if request.wantsJSON, !isMistake, case .deliver = request.task,
            let report = try? json(JSONReport(Report(failure: failure), isDryRun: request.isDryRun))
        {
            show(report)
        }
        return failure.exit
    }

    /// Prints the result of a run; returns the exit code.
    func show(_ result: Result<Report, Failure>) -> ExitCode {
        do throws(Failure) {
            return try show(try result.get())
        } catch {
            return show(error)
        }
    }

    /// Prints a message to stderr.
    func complain(_ message: String) { note("freshen: " + message) }

    /// Prints a line to stderr as it is.
    func note(_ line: String) {
        progress.clear()
        System.print(line, to: STDERR_FILENO)
    }
}
