internal import Arguments
internal import Freshen

extension Invocation {
    var isDryRun: Bool { has("--dry-run") }
    var wantsJSON: Bool { value("--output") == "json" }
    var configurationFile: String { value("--config") ?? "freshen.yaml" }

    /// What the ledger is asked for by every command that ends in a report.
    func order(_ site: Site, now: Instant) throws(Failure) -> LookOrder {
        var order = LookOrder(
            isDryRun: isDryRun, jobClock: now, margin: site.margin, flood: site.flood, waits: command != "run")
        switch command {
        case "catch-up": order.kind = try window(now: now)
        case "reconcile": order.kind = .everyItem
        case "invalidate": order.kind = .request(try requested())
        default: order.at = try future()
        }
        if order.at != nil { order.margin = .zero }
        return order
    }

    /// Mistakes of the command line that can be told before anything is read.
    func check(now: Instant) throws(Failure) {
        switch command {
        case "catch-up": _ = try window(now: now)
        case "invalidate": _ = try requested()
        default: _ = try future()
        }
    }

    private func future() throws(Failure) -> Instant? {
        guard value("--at") != nil else { return nil }
        guard isDryRun else { throw usage("--at goes with --dry-run: a run looks at now") }
        return try instant("--at")
    }

    private func window(now: Instant) throws(Failure) -> LookOrder.Kind {
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
