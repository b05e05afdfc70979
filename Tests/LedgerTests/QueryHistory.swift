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
        /// Whether there are more languages than before.
        let isLanguageAdded: Bool
    }

    private let site: ModelSite
    private let stage: Stage
    private var ledger: PostgresLedger
    private let isPrinted: Bool
    private var editor: QueryEditor
    private var reader: ModelReader
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
        reader = try Self.reader(stage, site)
        pages = ModelRenderer.pages(reader)
    }

    /// Lets the editor write and time pass, and looks.
    mutating func step() throws -> Step {
        let writes = editor.step()
        try stage.sql(writes)
        stage.now = editor.now
        // Which languages there are is read where every run begins.
        if writes.contains(" languages ") { ledger = try stage.ledger() }
        let sent = try stage.look(ledger: ledger)
        if isPrinted { print("\(stage.now): \(writes)\nsent: \(sent)") }
        let (before, languages) = (pages, reader.languages.count)
        reader = try Self.reader(stage, site)
        pages = ModelRenderer.pages(reader)
        return Step(
            writes: writes, sent: Set(sent), before: before, after: pages,
            isLanguageAdded: reader.languages.count > languages)
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

    private static func reader(_ stage: Stage, _ site: ModelSite) throws -> ModelReader {
        let now = Int(stage.now.microseconds / 1_000_000)
        return ModelReader(try ModelData(stage.cms), site, now: now)
    }
}
