import TestSupport
import Testing

@testable import CloudFront

@Suite(.timeLimit(.minutes(10))) struct BatchesTests {
    @Test(arguments: [
        (["/x/a/1", "/x/a/2", "/x/b/1", "/x/b/2", "/y/1", "/y/2"], 5, ["/x/a/*", "/x/b/1", "/x/b/2", "/y/1", "/y/2"]),
        (["/x/a/1", "/x/a/2", "/x/b/1", "/x/b/2", "/y/1", "/y/2"], 3, ["/x/a/*", "/x/b/*", "/y/*"]),
        (["/x/a/1", "/x/a/2", "/x/b/1", "/x/b/2", "/y/1"], 0, ["/x/a/*", "/x/b/*", "/y/1"]),
        (["/a", "/b", "/c"], 0, ["/a", "/b", "/c"]), (["#t", "#u", "/a/1", "/a/2"], 3, ["#t", "#u", "/a/*"]),
        (["/a/1?x=*", "/a/1", "/a/2"], 1, ["/a/*"]), (["/a/1/", "/a/2/", "/b/"], 1, ["/a/*", "/b/"]),
        (["/*", "/a/1"], 0, ["/*"]), ([], 0, []),
    ])
    func `items are merged into their folders, never into the whole site`(
        items: [String], limit: Int, expected: [String]
    ) {
        #expect(merged(items, atMost: limit) == expected)
        #expect(merged(items, atMost: items.count) == withoutCovered(items))
    }

    @Test func `a budget makes no more wildcards than a run can send`() {
        let all = (0..<40).flatMap { folder in (0..<2).map { "/\(folder)/\($0)" } }
        let items = merged(all, atMost: 0)
        #expect(items.count(where: isWildcard) == 30 && items.count == 50)
        #expect(withoutCovered(items + all) == items)
    }

    @Test(arguments: [(20, 10), (12, 20)])
    func `more than fifteen folders are merged into wider ones`(folders: Int, items: Int) {
        let all = (0..<folders).flatMap { folder in (0..<items).map { "/x/\(folder)/\($0)" } } + ["/y/1"]
        let expected = folders > 15 ? ["/x/*", "/y/1"] : (0..<folders).map { "/x/\($0)/*" } + ["/y/1"]
        #expect(merged(all, atMost: 0) == expected.sorted())
        #expect(merged(all, atMost: 100).count <= 100)
    }

    @Test(arguments: [(0, []), (1, [1]), (3000, [3000]), (3001, [3000, 1]), (6001, [3000, 3000, 1])])
    func `a batch holds at most 3000 items`(count: Int, expected: [Int]) {
        let items = (0..<count).map { "/\($0)" }
        #expect(batches(items).map(\.count) == expected)
        #expect(batches(items).flatMap { $0 } == items)
    }

    @Test func `a batch holds at most 15 wildcards, and paths come in the first one`() {
        let items = (0..<20).flatMap { ["/\($0)", "/\($0)?*"] }.sorted()
        let batches = batches(items)
        #expect(batches.map { $0.count(where: isWildcard) } == [15, 5])
        #expect(batches.map(\.count) == [35, 5])
        #expect(batches.flatMap { $0 }.sorted() == items && batches.allSatisfy { $0 == $0.sorted() })
        #expect(CloudFront.batches((0..<16).map { "/\($0)*" }).map(\.count) == [15, 1])
        let many = (0..<3000).map { "/\($0)" } + ["/a*"]
        #expect(CloudFront.batches(many).map(\.count) == [3000, 1])
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let items: [String]
        let limit: Int
        let expected: [String]
        var testDescription: String { "\(items) at most \(limit)" }
    }

    @Test(arguments: [
        Row(items: ["/b", "/a*"], limit: 1, expected: ["/a*", "/b"]),
        Row(items: ["/n/a*", "/n/b*", "/n/c", "/z"], limit: 1, expected: ["/n/*", "/z"]),
        Row(items: ["/n/a*", "/m/b*", "/z"], limit: 1, expected: ["/*"]),
        Row(items: ["/n/a*", "/m/b*", "#t"], limit: 1, expected: ["#t", "/*"]),
        Row(items: ["/a/b/1*", "/a/b/2*", "/c/1*", "/c/2*"], limit: 3, expected: ["/a/b/*", "/c/1*", "/c/2*"]),
        Row(items: ["/a/1*", "/a/2*", "/c/1*", "/c/2*", "/c/3*"], limit: 3, expected: ["/a/1*", "/a/2*", "/c/*"]),
        Row(items: ["/a/1*", "/a/2*", "/c/1*", "/c/2*", "/c/3*"], limit: 2, expected: ["/a/*", "/c/*"]),
        Row(items: ["/shop/a?*", "/shop/b?*"], limit: 1, expected: ["/shop/*"]),
        Row(items: ["/shop/a/x*", "/shop/b/y*", "/shop/c*"], limit: 1, expected: ["/shop/*"]),
        Row(items: ["/a*", "/b*"], limit: 0, expected: ["/*"]),
        Row(items: ["/a", "/b"], limit: 0, expected: ["/a", "/b"]),
    ])
    func `wildcards are replaced by the deepest folder they share`(row: Row) {
        #expect(fewerWildcards(row.items, atMost: row.limit) == row.expected)
    }

    @Test func `every limit is kept, and every item stays covered`() {
        var random = SplitMix64(seed: 11)
        for _ in 0..<3_000 {
            let items = (0..<Int.random(in: 1...30, using: &random)).map { _ in randomItem(&random) }
            let limit = Int.random(in: 1...8, using: &random)
            let result = fewerWildcards(items, atMost: limit)
            #expect(result.count(where: isWildcard) <= limit)
            #expect(result == withoutCovered(result))
            for item in items {
                #expect(result.contains { covers($0, item) }, "\(item) of \(items) at most \(limit) by \(result)")
            }
        }
    }

    @Test func `thousands of wildcards are reduced`() {
        let items = (0..<5_000).map { "/\($0 % 70)/\($0)?*" }
        let result = fewerWildcards(items, atMost: 15)
        #expect(result == ["/*"])
        #expect(fewerWildcards(items, atMost: 70).count == 70)
    }

    @Test(
        arguments: [
            ("/a/b%20c", "/a/b*"), ("/a/b", "/a/*"), ("/a/*", "/*"), ("/a/b*", "/a/*"), ("/a", "/*"), ("/a?*", "/a*"),
            ("/", "/*"), ("/*", nil), ("#tag", "/*"),
        ] as [(String, String?)])
    func `a refused item is widened`(item: String, expected: String?) {
        #expect(widened(item) == expected)
    }

    /// CloudFront's matching, written without the code under test.
    private func covers(_ cover: String, _ item: String) -> Bool {
        cover == item || cover.hasPrefix("/") && cover.hasSuffix("*") && item.hasPrefix(cover.dropLast())
    }

    private func randomItem(_ random: inout SplitMix64) -> String {
        if Int.random(in: 0..<10, using: &random) == 0 { return "#t\(Int.random(in: 0..<5, using: &random))" }
        let segments = (0..<Int.random(in: 0...4, using: &random)).map { _ in
            ["a", "b", "ab", "a-b"].randomElement(using: &random) ?? "a"
        }
        let end = ["", "*", "/", "/*", "?*"].randomElement(using: &random) ?? ""
        return "/" + segments.joined(separator: "/") + end
    }
}
