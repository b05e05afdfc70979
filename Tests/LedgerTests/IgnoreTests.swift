import Freshen
import Testing

/// Columns under `ignore`, whose changes count only where a rule or a page reads them.
@Suite(.timeLimit(.minutes(10))) struct IgnoreTests {
    @Test(arguments: [true, false])
    func `an ignored column that a rule or a page reads`(beside: Bool) throws {
        let stage = try Stage(
            """
            collections:
              articles:
                ignore: [body]
                visible: { body: { _neq: hidden } }
                routes: [{ path: "/{slug}", fields: [title] }, "/all", { path: "/bodies/{slug}", fields: [body] }, { path: "/at/{body}", fields: [title] }]
              authors: { routes: [{ path: "/by/{slug}", fields: [articles.body] }] }
            """,
            rows: "INSERT INTO authors VALUES (1, 'Ann', 'ann'); " + threeArticles + "; UPDATE articles SET author = 1")
        let other = beside ? "; DELETE FROM articles WHERE id = 3" : ""
        let gone = beside ? ["/three", "/bodies/three", "/all"] : []
        try stage.sql("UPDATE articles SET body = 'new' WHERE id = 1\(other)")
        #expect(try Set(stage.look()) == Set(["/at", "/at/new", "/bodies/one", "/by/ann"] + gone))
        try stage.sql("UPDATE articles SET body = 'hidden' WHERE id = 2")
        #expect(try stage.look() == ["/all", "/at", "/bodies/two", "/by/ann", "/two"])
        #expect(try stage.look(.everyItem) == [])
    }
}
