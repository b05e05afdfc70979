import Freshen
import Ledger
import TestSupport
import Testing

/// A random site with an editor who writes to it, looked at after every step.
struct QueryHistory {
    /// What one step did.
    struct Step {
        let writes: String
        let sent: Set<String>
        let before: ModelPages
        let after: ModelPages
    }

    private let site: ModelSite
    private let stage: Stage
    private let ledger: PostgresLedger
    private let isPrinted: Bool
    private var editor: QueryEditor
    private var pages: ModelPages

    init(_ random: SplitMix64, name: String, isPrinted: Bool) throws {
        var grammar = QueryGrammar(random: random)
        site = grammar.site()
        stage = try Stage(site.yaml, database: QueryModel.database())
        editor = QueryEditor(random: grammar.random, start: stage.now)
        let rows = editor.start()
        try stage.sql(site.sql + rows)
        self.isPrinted = isPrinted
        if isPrinted { print("\(name)\n\(site.yaml)\(site.sql)\(rows)") }
        ledger = try stage.ledger()
        try stage.look(ledger: ledger)
        pages = try Self.pages(stage, site)
    }

    /// Lets the editor write and time pass, and looks.
    mutating func step() throws -> Step {
        let writes = editor.step()
        try stage.sql(writes)
        stage.now = editor.now
        let sent = try stage.look(ledger: ledger)
        if isPrinted { print("\(stage.now): \(writes)\nsent: \(sent)") }
        let before = pages
        pages = try Self.pages(stage, site)
        return Step(writes: writes, sent: Set(sent), before: before, after: pages)
    }

    /// All that one needs to understand why a page was missed.
    func text(of step: Step, _ path: String) -> String {
        """
        \(site.yaml)\(site.sql)\(step.writes)
        now: \(stage.now)
        before: \(text(step.before[path]))
        after: \(text(step.after[path]))
        sent: \(step.sent.sorted())
        """
    }

    private func text(_ page: [Int: ModelPart]?) -> String {
        page.map { "\($0.sorted { $0.key < $1.key }.map { "route \($0.key): \($0.value.texts)" })" } ?? "no page"
    }

    private static func pages(_ stage: Stage, _ site: ModelSite) throws -> ModelPages {
        let now = Int(stage.now.microseconds / 1_000_000)
        return ModelRenderer.pages(ModelReader(try ModelData(stage.cms), site, now: now))
    }
}
