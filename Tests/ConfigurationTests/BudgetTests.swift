import Configuration
import Freshen
import Testing

/// The key `budget`, of the file and of a distribution.
@Suite(.timeLimit(.minutes(10))) struct BudgetTests {
    private func budgets(_ lines: String) throws -> [Int?] {
        let text = "collections: { posts: { routes: [\"/{id}\"] } }\n" + lines
        return try readSite(Array(text.utf8), file: "freshen.yaml", secrets: Secrets(environment: [:]) { _ in nil })
            .distributions.map(\.budget)
    }

    @Test func `the file's budget is that of each distribution, unless it has its own`() throws {
        let two = "cloudfront: [{ distribution: E1 }, { distribution: dt_2, budget: { paths: 7 } }]"
        #expect(try budgets(two) == [nil, 7])
        #expect(try budgets("budget: { paths: 20000 }\n" + two) == [20_000, 7])
    }

    @Test(arguments: [
        ("budget: 20000", "2:9: budget must be a mapping (key: value), but is the text 20000"),
        ("budget: {}", "2:9: budget needs paths, how many a month, such as { paths: 20000 }"),
        ("budget: { paths: 0 }", "2:18: paths must be a whole number above 0"),
        ("budget: { path: 1 }", "2:11: unknown key path in budget: did you mean paths?"),
    ])
    func `a mistake is named with its place`(lines: String, message: String) throws {
        let failure = #expect(throws: Failure.self) { try budgets(lines + "\ncloudfront: [{ distribution: E1 }]") }
        #expect(failure?.message == "freshen.yaml:" + message)
    }
}
