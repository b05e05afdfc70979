internal import Arguments
internal import Freshen
internal import Glibc

/// Parses, runs, prints, and ends with the exit code.
func command(_ arguments: [String]) -> Freshen.ExitCode {
    let invocation: Invocation
    do {
        switch try Program.freshen.parse(arguments) {
        case .text(let text):
            System.print(text, to: STDOUT_FILENO)
            return .done
        case .run(let parsed): invocation = parsed
        }
    } catch {
        System.print("freshen: " + error.message, to: STDERR_FILENO)
        return .usage
    }
    let progress = Progress()
    let wiring = Wiring(invocation: invocation, environment: System.environment, progress: progress)
    switch invocation.command {
    case "migrate": return migrate(wiring)
    case "status": return status(wiring)
    default: return report(wiring)
    }
}

private func status(_ wiring: Wiring) -> Freshen.ExitCode {
    do {
        let maxAge = try wiring.invocation.maxAge()
        let status = try wiring.status()
        let complaint = status.complaint(maxAge: maxAge)
        let code = complaint == nil ? Freshen.ExitCode.done : .tryAgain
        let text =
            wiring.invocation.wantsJSON
            ? try json(JSONStatus(status, complaint: complaint, exit: code)) : StatusReport(status: status).text
        if let complaint { complain(complaint, wiring) }
        System.print(text, to: STDOUT_FILENO)
        return code
    } catch {
        complain(error.message, wiring)
        return error.exit
    }
}

private func migrate(_ wiring: Wiring) -> Freshen.ExitCode {
    do {
        let text = try wiring.migrate()
        wiring.progress.clear()
        System.print(text, to: STDOUT_FILENO)
        return .done
    } catch {
        complain(error.message, wiring)
        return error.exit
    }
}

private func report(_ wiring: Wiring) -> Freshen.ExitCode {
    do {
        let runner = try wiring.runner()
        if let passes = runner.passes {
            return passes(
                clock: { System.instant }, pause: Interruption.pause, isInterrupted: { Interruption.hasCome },
                pass: runner.pass, report: { say($0, wiring) })
        }
        let report = try runner.pass()
        say(.success(report), wiring)
        return report.exit
    } catch {
        say(.failure(error), wiring)
        return error.exit
    }
}

private func say(_ result: Result<Report, Failure>, _ wiring: Wiring) {
    switch result {
    case .success(let report):
        if let error = report.error { complain(error, wiring) }
        show(report, wiring)
    case .failure(let failure):
        complain(failure.message, wiring)
        if wiring.invocation.wantsJSON, [.tryAgain, .refused, .bug].contains(failure.exit) {
            show(Report(failure: failure), wiring)
        }
    }
}

private func show(_ report: Report, _ wiring: Wiring) {
    wiring.progress.clear()
    let invocation = wiring.invocation
    if invocation.wantsJSON, let text = try? json(JSONReport(report, isDryRun: invocation.isDryRun)) {
        System.print(text, to: STDOUT_FILENO)
    } else {
        let text = TextReport(
            report: report, isDryRun: invocation.isDryRun, isReconcile: invocation.command == "reconcile")
        System.print(invocation.isRepeated ? text.line : text.text, to: STDOUT_FILENO)
    }
}

private func complain(_ message: String, _ wiring: Wiring) {
    wiring.progress.clear()
    System.print("freshen: " + message, to: STDERR_FILENO)
}

// A closed stdout or connection is an error where it is written to, not the end of the process.
_ = signal(SIGPIPE, SIG_IGN)
_ = Interruption.descriptor
exit(command(Array(Swift.CommandLine.arguments.dropFirst())).rawValue)
