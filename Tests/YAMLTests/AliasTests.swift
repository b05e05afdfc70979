import Testing
import YAML

@Suite(.timeLimit(.minutes(10))) struct AliasTests {
    @Test func `an alias repeats the anchored value, which keeps its place`() throws {
        let text = """
            a: &x [1, { b: "c" }]
            d: *x
            e: &y z
            *y : *y
            """
        let value = ["1:8 plain 1", "1:11 {", "1:13 key b", "1:16 quoted c"]
        #expect(
            outline(try parse(text))
                == ["1:1 {", "1:1 key a", "1:4 ["] + value + ["2:1 key d", "1:4 ["] + value
                + ["3:1 key e", "3:4 plain z", "4:1 key z", "3:4 plain z"])
    }

    @Test func `each part of a repeated value knows the line of the outermost alias`() throws {
        let root = try parse("a: &x [{ b: c }]\nd: &y [*x]\ne: *y\n")
        guard case .mapping(let entries) = root.value else { throw Unexpected() }
        #expect(entries.map { lines(of: $0.value) } == [[nil, nil, nil, nil], [nil, 2, 2, 2, 2], [3, 3, 3, 3, 3]])
    }

    @Test func `the latest anchor of a name counts`() throws {
        #expect(
            outline(try parse("[&x 1, *x, &x [&x 2, *x], *x]"))
                == ["1:1 [", "1:2 plain 1", "1:2 plain 1", "1:12 [", "1:16 plain 2", "1:16 plain 2"]
                + ["1:12 [", "1:16 plain 2", "1:16 plain 2"])
    }

    @Test func `a merge key adds what the mapping has not itself, and of several mappings the first counts`() throws {
        let text = """
            - &x { a: 1, b: 2 }
            - &y { b: 3, c: 4 }
            - { z: 0, <<: [*x, *y], a: 5 }
            - { <<: *y }
            """
        guard case .sequence(let items) = try parse(text).value else { throw Unexpected() }
        #expect(
            outline(items[2]) == ["3:3 {", "3:5 key z", "3:8 plain 0", "1:14 key b", "1:17 plain 2", "2:14 key c"]
                + ["2:17 plain 4", "3:25 key a", "3:28 plain 5"])
        #expect(outline(items[3]) == ["4:3 {", "2:8 key b", "2:11 plain 3", "2:14 key c", "2:17 plain 4"])
    }

    @Test func `aliases that multiply are refused, however short the text is`() throws {
        let levels = (1...30).map { "l\($0): &l\($0) [*l\($0 - 1), *l\($0 - 1)]\n" }.joined()
        let error = #expect(throws: YAMLError.self) { try parse("l0: &l0 [x]\n" + levels) }
        #expect(error?.message == "with *l10 the aliases repeat more than 10000 values: use fewer of them")
        #expect(error?.position.line == 12)
    }

    @Test func `9999 repeated values are accepted, and 10001 are not`() throws {
        let list = "- &x [" + String(repeating: "1,", count: 99) + "]\n"
        let hundred = String(repeating: "- *x\n", count: 100)
        _ = try parse(list + hundred)
        #expect(throws: YAMLError.self) { try parse(list + hundred + "- *x\n") }
    }

    @Test(arguments: [(62, true), (63, false)])
    func `an alias must not nest values deeper than 64`(depth: Int, isAccepted: Bool) throws {
        let text =
            "- &x [[1]]\n- " + String(repeating: "[", count: depth - 1) + "*x"
            + String(repeating: "]", count: depth - 1)
        if isAccepted {
            _ = try parse(text)
        } else {
            let error = #expect(throws: YAMLError.self) { try parse(text) }
            #expect(error?.message == "nested deeper than 64: flatten the document")
        }
    }

    private struct Unexpected: Error {}

    /// The line of the alias at each node and key, in order.
    private func lines(of node: Node) -> [Int?] {
        let own = [node.position.aliasLine]
        return switch node.value {
        case .scalar: own
        case .sequence(let items): own + items.flatMap(lines)
        case .mapping(let entries):
            own + entries.flatMap { [$0.keyPosition.aliasLine] + lines(of: $0.value) }
        }
    }
}
