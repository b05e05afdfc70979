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
    return invocation.command == "migrate" ? migrate(wiring) : report(wiring)
}

private func migrate(_ wiring: Wiring) -> Freshen.ExitCode {
    do {
        let text = try wiring.migrate()
        wiring.progress.clear()
        System.print(text, to: STDOUT_FILENO)
        return .done
    } catch {
        return complain(error, wiring)
    }
}

private func report(_ wiring: Wiring) -> Freshen.ExitCode {
    let isJSON = wiring.invocation.wantsJSON
    do {
        let report = try wiring.report()
        wiring.progress.clear()
        if let error = report.error { System.print("freshen: " + error, to: STDERR_FILENO) }
        return show(report, wiring, isJSON: isJSON)
    } catch {
        let code = complain(error, wiring)
        if isJSON, [.tryAgain, .refused, .bug].contains(code) {
            return show(Report(failure: error), wiring, isJSON: true)
        }
        return code
    }
}

private func show(_ report: Report, _ wiring: Wiring, isJSON: Bool) -> Freshen.ExitCode {
    let isDryRun = wiring.invocation.isDryRun
    if isJSON, let text = try? JSONReport(report, isDryRun: isDryRun).text() {
        System.print(text, to: STDOUT_FILENO)
    } else {
        let isReconcile = wiring.invocation.command == "reconcile"
        System.print(TextReport(report: report, isDryRun: isDryRun, isReconcile: isReconcile).text, to: STDOUT_FILENO)
    }
    return report.exit
}

private func complain(_ failure: Failure, _ wiring: Wiring) -> Freshen.ExitCode {
    wiring.progress.clear()
    System.print("freshen: " + failure.message, to: STDERR_FILENO)
    return failure.exit
}

// A closed stdout or connection is an error where it is written to, not the end of the process.
_ = signal(SIGPIPE, SIG_IGN)
_ = Interruption.descriptor
exit(command(Array(Swift.CommandLine.arguments.dropFirst())).rawValue)
