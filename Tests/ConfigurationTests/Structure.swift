import TestSupport
import YAML

/// Values and keys that do not belong into freshen.yaml.
enum Structure {
    static let leaves: [Tree] = [
        .plain(""), .plain("null"), .plain("true"), .plain("0"), .plain("-1"), .plain("1e9"), .plain("5s"),
        .plain("999999999999999999999999d"), .plain(".5h"), .text(""), .text("null"), .text("\0"), .text("a\nb"),
        .text("\u{1B}[31m"), .text("\u{2028}"), .text("{"), .text("/{a}/{"), .text("/{.}"), .text("$NOW(1"),
        .text("$NOW(99999999999 years)"), .text("$CURRENT_ROLE"), .text(String(repeating: "a.", count: 3_000) + "a"),
        .text(String(repeating: "x", count: 5_000)), .list([]), .map([]), .list([.plain("")]), .text("e\u{301}"),
    ]
    static let keys = [
        "", "a", "_and", "_or", "_some", "_none", "_eq", "_in", "_between", "_x", "visible", "routes", "path", "type",
        "env",
        "file", "\n", "\0", "\u{1B}", "<<", "item:block", "a.b.c", "year(a)", "$NOW", "collections",
        String(repeating: "a.", count: 3_000) + "a",
    ]
}

extension Tree {
    init(_ node: Node) {
        switch node.value {
        case .scalar(let text, let isPlain): self = isPlain ? .plain(text) : .text(text)
        case .sequence(let nodes): self = .list(nodes.map(Tree.init))
        case .mapping(let entries): self = .map(entries.map { ($0.key, Tree($0.value)) })
        }
    }

    /// The tree with one to three things changed.
    func changed(with random: inout SplitMix64) -> Tree {
        var tree = self
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            var place = Int.random(in: 0..<tree.count, using: &random)
            tree = tree.changed(at: &place, &random)
        }
        return tree
    }

    private var count: Int {
        switch self {
        case .plain, .text: 1
        case .list(let elements): elements.reduce(1) { $0 + $1.count }
        case .map(let entries): entries.reduce(1) { $0 + $1.value.count }
        }
    }

    /// Changes the node at `place`, counted in document order.
    private func changed(at place: inout Int, _ random: inout SplitMix64) -> Tree {
        guard place > 0 else {
            place -= 1
            return replaced(&random)
        }
        place -= 1
        switch self {
        case .plain, .text: return self
        case .list(let elements): return .list(elements.map { place < 0 ? $0 : $0.changed(at: &place, &random) })
        case .map(let entries):
            return .map(entries.map { ($0.key, place < 0 ? $0.value : $0.value.changed(at: &place, &random)) })
        }
    }

    private func replaced(_ random: inout SplitMix64) -> Tree {
        let leaf = Structure.leaves.randomElement(using: &random) ?? .list([])
        let key = Structure.keys.randomElement(using: &random) ?? ""
        switch (Int.random(in: 0...9, using: &random), self) {
        case (0, _): return .list([self, self])
        case (1, _): return .map([(key, self)])
        case (2, _):
            return (0..<70).reduce(self) { tree, number in number % 2 == 0 ? .list([tree]) : .map([(key, tree)]) }
        case (3...6, .map(let entries)) where !entries.isEmpty:
            var entries = entries
            let index = Int.random(in: entries.indices, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: entries.remove(at: index)
            case 1: entries.append(entries[index])
            case 2: entries[index].key = key
            default: entries.append((key, leaf))
            }
            return .map(entries)
        case (3...6, .list(let elements)) where !elements.isEmpty: return .list(elements.dropLast() + [leaf])
        default: return leaf
        }
    }
}
