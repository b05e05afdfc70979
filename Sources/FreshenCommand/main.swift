internal import Arguments
internal import Freshen
internal import Glibc

/// Parses the command line, runs the command, prints, and returns the exit code.
func command(_ arguments: [String], _ termination: TerminationLog) -> ExitCode {
    let progress = Progress()
    do {
        switch try Program.freshen.parse(withoutAlias(arguments)) {
        case .text(let text):
            System.print(text, to: STDOUT_FILENO)
            return .done
        case .run(let line):
            let request = try CommandRequest(line, now: System.instant)
            let console = Console(request: request, progress: progress, termination: termination)
            let code = run(request, console)
            if let failure = console.output.failure {
                System.print("freshen: the report could not be written to stdout: \(failure)", to: STDERR_FILENO)
            }
            return console.output.code(code)
        }
    } catch let error as UsageError {
        return end(.usage, error.message, termination)
    } catch let failure as Failure {
        return end(failure.exit, failure.message, termination)
    } catch {
        return end(.bug, "\(error)", termination)
    }
}

/// The arguments with the command's own name in place of an alias.
private func withoutAlias(_ arguments: [String]) -> [String] {
    guard let command = arguments.first.flatMap({ Subcommand.aliases[$0] }) else { return arguments }
    return [command.rawValue] + arguments.dropFirst()
}

private func end(_ code: ExitCode, _ message: String, _ termination: TerminationLog) -> ExitCode {
    termination.write(code, message)
    System.print("freshen: " + message, to: STDERR_FILENO)
    return code
}

private func run(_ request: CommandRequest, _ console: Console) -> ExitCode {
    let wiring = Wiring(request: request, environment: System.environment, progress: console.progress)
    do throws(Failure) {
        switch request.task {
        case .migrate(let printsOnly):
            console.show(try wiring.migrate(printsOnly: printsOnly))
            return .done
        case .status(let maxAge):
            return try console.show(try wiring.status(), maxAge: maxAge)
        case .answer(let query, let reader):
            try wiring.answer(query, reader: reader).forEach(console.show)
            return .done
        case .doctor(let isOffline, let schema):
            return try console.show(Doctor(wiring: wiring, isOffline: isOffline, schema: schema).findings())
        case .printSchema:
            console.show(try Doctor(wiring: wiring, isOffline: false, schema: nil).schemaDump())
            return .done
        case .direct(let direct):
            return try console.show(wiring.direct(direct, console))
        case .deliver(let kind, let repetition):
            let meter = try wiring.meter(kind, console)
            guard let repetition else { return meter.finish(Result(catching: meter.run)) }
            return repetition(
                clock: { System.instant }, pause: Interruption.pause, isInterrupted: { Interruption.hasCome },
                run: meter.run, report: { _ = meter.finish($0) })
        }
    } catch {
        return console.show(error)
    }
}

System.openStandardDescriptors()
System.raiseDescriptorLimit()
// A write to a closed stdout or connection must return an error, not end the process.
_ = signal(SIGPIPE, SIG_IGN)
_ = Interruption.descriptor  // installs the signal handlers
let termination = TerminationLog(System.environment)
let code = command(Array(System.arguments.dropFirst()), termination)
termination.end(code)
// Lists of pods may still be read in other threads, which the clean-up of libraries at exit would disturb.
_exit(code.rawValue)
