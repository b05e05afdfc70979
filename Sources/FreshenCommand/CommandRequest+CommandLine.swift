internal import Arguments
internal import Freshen

extension CommandRequest {
    /// Reads a parsed command line; `now` is this machine's clock.
    init(_ line: Invocation, now: Instant) throws(Failure) {
        guard let command = Subcommand(rawValue: line.command) else {
            throw Failure(.bug, "the command \(line.command) has help but no task")
        }
        self.command = command
        isDryRun = line.has("--dry-run")
        keepsLocks = line.has("--keep-locks")
        wantsJSON = line.value("--output") == "json"
        configurationFile = line.value("--config") ?? "freshen.yaml"
        at = try line.lookInstant(of: command)
        task =
            switch command {
            case .run: .deliver(.changes, repetition: try line.repetition())
            case .catchUp: .deliver(try line.window(now: now), repetition: nil)
            case .reconcile: .deliver(.everyItem, repetition: nil)
            case .invalidate: try line.invalidation()
            case .answer: .answer(query: line.operands.first ?? "-", reader: line.value("--reader"))
            case .status: .status(maxAge: try line.maxAge())
            case .doctor: try line.doctor()
            case .migrate: .migrate(printsOnly: line.has("--print"))
            }
    }
}

extension Invocation {
    /// How `run` is repeated; nil: it runs once.
    fileprivate func repetition() throws(Failure) -> Repetition? {
        guard has("--every") || has("--until") else { return nil }
        guard let every = value("--every") else {
            throw usage("--until needs --every, the time from one look to the next, such as --every 2s")
        }
        guard let until = value("--until") else {
            throw usage("--every needs --until, the second of the minute at which to stop, such as --until :55")
        }
        guard !has("--dry-run") else { throw usage("--every cannot be combined with --dry-run, which looks once") }
        guard let pause = Duration(text: every), pause >= .milliseconds(100), pause <= .seconds(60) else {
            throw usage("--every takes 100ms to 60s, such as 2s, and \(every) is none of that")
        }
        guard let second = Self.second(until) else {
            throw usage("--until takes a second of the minute, :00 to :59, and \(until) is none")
        }
        return Repetition(every: pause, until: second)
    }

    private static func second(_ text: String) -> Int? {
        let digits = text.dropFirst()
        guard text.first == ":", digits.count == 2, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(digits).flatMap { $0 < 60 ? $0 : nil }
    }

    fileprivate func doctor() throws(Failure) -> CommandRequest.Task {
        guard !has("--print-schema") else {
            guard !has("--offline") else { throw usage("--print-schema reads the database: leave --offline out") }
            return .printSchema
        }
        guard has("--offline") || value("--schema") == nil else {
            throw usage("--schema needs --offline: without it the database itself is read")
        }
        return .doctor(isOffline: has("--offline"), schema: value("--schema"))
    }

    fileprivate func maxAge() throws(Failure) -> Duration {
        let text = value("--max-age") ?? ""
        guard let age = Duration(text: text) else {
            throw usage("--max-age takes a time such as 90s, 5m or 1h, and \(text) is none")
        }
        return age
    }

    /// The instant of `--at`.
    fileprivate func lookInstant(of command: Subcommand) throws(Failure) -> Instant? {
        guard value("--at") != nil else { return nil }
        guard command == .answer || has("--dry-run") else {
            throw usage("--at needs --dry-run: a run that sends always looks as of now")
        }
        return try instant("--at")
    }

    fileprivate func window(now: Instant) throws(Failure) -> LookRequest.Kind {
        guard let since = try instant("--since") else {
            throw usage("--since is missing: give the start of the window, such as --since 2026-11-20T18:00Z")
        }
        let until = try instant("--until")
        guard since < now else { throw usage("--since lies in the future") }
        guard until.map({ since < $0 }) ?? true else { throw usage("--until must lie after --since") }
        return .window(since: since, until: until)
    }

    fileprivate func invalidation() throws(Failure) -> CommandRequest.Task {
        if let request = try directRequest() { return .direct(request) }
        return .deliver(.invalidate(try stale()), repetition: nil)
    }

    /// What `invalidate` names.
    private func stale() throws(Failure) -> [Stale] {
        guard has("--everything") else {
            guard !operands.isEmpty else { throw usage("what is stale? Give PATH, '#TAG' (in quotes) or --everything") }
            return try operands.map { operand throws(Failure) in try Stale(operand: operand) }
        }
        guard operands.isEmpty else { throw usage("--everything stands for every path and tag: leave them out") }
        return [.everything]
    }

    private func instant(_ option: String) throws(Failure) -> Instant? {
        guard let text = value(option) else { return nil }
        guard let instant = Instant(rfc3339: text) else {
            throw usage("\(option) takes an instant with its zone, such as 2026-12-01T09:00Z, and \(text) is none")
        }
        return instant
    }

    func usage(_ message: String) -> Failure {
        Failure(.usage, "\(message) (see freshen \(command) --help)")
    }
}
