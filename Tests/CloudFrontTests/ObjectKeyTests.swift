import Freshen
import TestSupport
import Testing

@testable import CloudFront

/// From the key of an object in a bucket to the items that invalidate it, and back.
@Suite(.timeLimit(.minutes(10))) struct ObjectKeyTests {
    @Test(arguments: [
        ("binaries/a/latest", ["/binaries/a/latest"]),
        ("a b", ["/a%20b"]),
        ("a%20b", ["/a%2520b"]),
        ("100%", ["/100%25"]),
        ("a+b", ["/a%2Bb", "/a+b"]),
        ("größe/日本", ["/gr%C3%B6%C3%9Fe/%E6%97%A5%E6%9C%AC"]),
        ("/a//b/", ["//a//b/"]),
        ("a?b=c&d", ["/a%3Fb=c&d"]),
        ("a#b", ["/a%23b"]),
        ("#tag", ["/%23tag"]),
        ("~user/a", ["/*"]),
        ("dir/a~1", ["/dir/a*"]),
        ("dir/a*b", ["/dir/a*"]),
        ("dir/*", ["/dir/*"]),
        ("../a/./b", ["/../a/./b"]),
        ("@a:b;c,d!e'f(g)$h", ["/@a:b;c,d!e'f(g)$h"]),
        ("<\"[{|}]\">\\^`", ["/%3C%22%5B%7B%7C%7D%5D%22%3E%5C%5E%60"]),
    ])
    func `a key becomes the path under which CloudFront caches it`(key: String, items: [String]) {
        #expect(invalidationItems(for: Stale.object(key), variants: [], tags: false).items == items)
    }

    @Test func `every key is covered by its items, whatever is in it`() {
        var random = SplitMix64(seed: 15)
        let alphabet = Array("ab/.~*%+?#&= @:;,!'()$[]{}|\\^`<>\"\u{7F}\u{1}\némü日😀2F5").map(String.init)
        for _ in 0..<20_000 {
            let key = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? ""
            }.joined()
            let items = invalidationItems(for: Stale.object(key), variants: [], tags: false).items
            #expect(!items.isEmpty && items.allSatisfy { covers($0, key) }, "\(key): \(items)")
        }
    }

    /// Whether CloudFront takes the item, and reads it as the path of this key or as the beginning of it.
    private func covers(_ item: String, _ key: String) -> Bool {
        guard item.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"<>\"#{}|\\^~[]`?".utf8.contains($0) }) else {
            return false
        }
        let path = Array(("/" + key).utf8)
        guard item.hasSuffix("*") else { return decoded(item.utf8) == path }
        return path.starts(with: decoded(item.utf8.dropLast()))
    }

    private func decoded(_ text: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(text)
        var (result, index): ([UInt8], Int) = ([], 0)
        while index < bytes.count {
            let digits = String(decoding: bytes[index...].dropFirst().prefix(2), as: UTF8.self)
            let isEscape = bytes[index] == UInt8(ascii: "%")
            result.append(isEscape ? UInt8(digits, radix: 16) ?? 0 : bytes[index])
            index += isEscape ? 3 : 1
        }
        return result
    }
}
