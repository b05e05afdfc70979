import Freshen
import Ledger
import Testing

/// What the first look and dry runs say of each collection.
@Suite(.timeLimit(.minutes(10))) struct SummaryTests {
    private static let yaml = """
        collections:
          articles:
            visible: { status: { _eq: published } }
            routes:
              - "/articles/{slug}"
              - "/by/{author.slug}"
              - { path: "/t/{translations.slug}" }
              - { path: /sitemap.xml, fields: [slug] }
              - { path: "/old/{slug}", filter: { id: { _lt: 2 } } }
              - { path: "/page/{page}", fields: [title], sort: [id], limit: 2 }
              - { everything: true }
            tags: ["article:{id}"]

        """
    private static let rows = """
        INSERT INTO authors (id, slug) VALUES (7, 'ada');
        INSERT INTO articles (id, title, slug, author, status) VALUES (1, 'One', 'one', 7, 'published'),
          (2, 'Two', NULL, NULL, 'published'), (3, 'Three', 'three', NULL, 'published'), (4, 'Four', 'four', 7, 'published'),
          (5, 'Five', 'five', 7, 'published'), (6, 'Six', 'six', NULL, 'draft');
        INSERT INTO articles_translations (articles_id, slug) VALUES (1, 'eins'), (1, 'un'), (3, 'drei')
        """

    private static let counts = [
        "/articles/{slug}: 4 1", "/by/{author.slug}: 3 2", "/t/{translations.slug}: 2 3", "/sitemap.xml: 5 nil",
        "/old/{slug}: 1 nil", "/page/{page}: 5 nil", "everything: 5 nil", "#article:{id}: 5 0",
    ]

    private func counts(_ summary: CollectionSummary?) -> [String]? {
        summary?.routes.map { "\($0.name): \($0.items) \($0.withoutPage.map(String.init) ?? "nil")" }
    }

    @Test(arguments: [true, false])
    func `the first look counts the items of each route, and shows some of its paths`(isDryRun: Bool) throws {
        let stage = try Stage(Self.yaml, rows: Self.rows, unseen: true)
        let look = try seen(stage.ledger().look(stage.order(isDryRun: isDryRun)))
        let summary = try #require(look.collections.first)
        #expect((summary.name, summary.items, summary.visible) == ("articles", 6, 5) && look.collections.count == 1)
        #expect(counts(summary) == Self.counts)
        #expect(
            summary.routes.map(\.examples) == [
                ["/articles/five", "/articles/four", "/articles/one"], ["/by/ada"], ["/t/drei", "/t/eins", "/t/un"],
                ["/sitemap.xml"], ["/old/one"], ["/page/1"], [], ["#article:1", "#article:2", "#article:3"],
            ])
    }

    @Test func `a later dry run counts them, too, also by a rule that is new`() throws {
        let stage = try Stage(Self.yaml, rows: Self.rows)
        let order = stage.order(isDryRun: true)
        let summary = try seen(stage.ledger().look(order)).collections.first
        #expect(counts(summary) == Self.counts && summary?.routes.allSatisfy(\.examples.isEmpty) == true)
        stage.yaml = "collections: { articles: { routes: [\"/new/{slug}\"] } }\n"
        #expect(counts(try seen(stage.ledger().look(order)).collections.first) == ["/new/{slug}: 5 1"])
    }

    @Test func `a run that is not the first counts nothing`() throws {
        let stage = try Stage(Self.yaml, rows: Self.rows)
        #expect(try seen(stage.ledger().look(stage.order())).collections == [])
    }
}
