internal import Arguments
internal import Freshen

extension Invocation {
    var isDryRun: Bool { has("--dry-run") }
    var onlyReads: Bool { isDryRun || command == "status" }
    var isRepeated: Bool { has("--every") }
    var wantsJSON: Bool { value("--output") == "json" }
    var configurationFile: String { value("--config") ?? "freshen.yaml" }

    /// What the ledger is asked for by every command that ends in a report.
    func request(_ site: Site, now: Instant) throws(Failure) -> LookRequest {
        var request = LookRequest(
            isDryRun: isDryRun, jobClock: now, margin: site.margin, flood: site.flood, waitsForLock: command != "run")
        switch command {
        case "catch-up": request.kind = try window(now: now)
        case "reconcile": request.kind = .everyItem
        case "invalidate": request.kind = .invalidate(try requested())
        default: request.at = try future()
        }
        if request.at != nil { request.margin = .zero }
        return request
    }

    /// Mistakes of the command line that can be told before anything is read.
    func check(now: Instant) throws(Failure) {
        switch command {
        case "catch-up": _ = try window(now: now)
        case "invalidate": _ = try requested()
        default:
            _ = try future()
            _ = try passes()
        }
    }

    /// How `run` is repeated; nil: it is not.
    func passes() throws(Failure) -> Passes? {
        guard command == "run", isRepeated || has("--until") else { return nil }
        guard let every = value("--every") else {
            throw usage("--until goes with --every: how long from one look to the next, such as --every 2s?")
        }
        guard let until = value("--until") else {
            throw usage("--every goes with --until: at which second of the minute is it over, such as --until :55?")
        }
        guard !isDryRun else { throw usage("--every goes with a run that sends: a dry run looks once") }
        guard let pause = Duration(text: every), pause >= Self.shortestPause, pause <= .seconds(60) else {
            throw usage("--every takes 100ms to 60s, such as 2s, and \(every) is none of that")
        }
        guard let second = Self.second(until) else {
            throw usage("--until takes a second of the minute, :00 to :59, and \(until) is none")
        }
        return Passes(every: pause, until: second)
    }

    /// How long something may be owed, and no look made, before `status` complains.
    func maxAge() throws(Failure) -> Duration {
        let text = value("--max-age") ?? ""
        guard let age = Duration(text: text) else {
            throw usage("--max-age takes a time such as 90s, 5m or 1h, and \(text) is none")
        }
        return age
    }

    private static let shortestPause = Duration.milliseconds(100)

    private static func second(_ text: String) -> Int? {
        guard text.utf8.count == 3, text.utf8.first == UInt8(ascii: ":"), text.utf8.dropFirst().allSatisfy(isDigit),
            let second = Int(text.dropFirst())
        else { return nil }
        return second < 60 ? second : nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private func future() throws(Failure) -> Instant? {
        guard value("--at") != nil else { return nil }
        guard isDryRun else { throw usage("--at goes with --dry-run: a run looks at now") }
        return try instant("--at")
    }

    private func window(now: Instant) throws(Failure) -> LookRequest.Kind {
        guard let since = try instant("--since") else {
            throw usage("--since is missing: where does the window begin?")
        }
        let until = try instant("--until")
        guard since < now else { throw usage("--since lies in the future") }
        guard until.map({ since < $0 }) ?? true else { throw usage("--until must lie after --since") }
        return .window(since: since, until: until)
    }

    private func requested() throws(Failure) -> [Stale] {
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

    private func usage(_ message: String) -> Failure {
        Failure(.usage, "\(message) (see freshen \(command) --help)")
    }
}
