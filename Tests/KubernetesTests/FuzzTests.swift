import Freshen
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct FuzzTests {
    /// Texts that do not belong into a list.
    private static let pieces = [
        "null", "true", "0", "-1", "1e99", "99999999999999999999", "\"\"", "\"x\"", "[]", "{}", "[null]", "{", "}", "[",
        "]", ",", ":", "\"", "\\", "\\u0000", "\u{0}", "\u{1B}[31m", "\u{2028}", "é", "\"items\":", "\"status\":",
        "\"ip\":", "\"ports\":", "\"containerPort\":70000,", "\"continue\":\"x\",", "\"kind\":\"Status\",",
    ]

    @Test(.timeLimit(.minutes(10)), arguments: ["pods/page-01.json", "endpointslices/storefront-dual.json"])
    func `a damaged list is read, or refused on one line`(name: String) throws {
        let fuzz = Fuzz("lists of \(name)", percent: 5, short: 300)
        let list = Array(try recorded(name).utf8)
        let next = Mutex(Behaviour.close)
        let server = try HTTPStandIn { $0.target.contains("&continue=") ? Self.lastPage : next.withLock { $0 } }
        let source = name.hasPrefix("pods") ? selector(server.url) : service(server.url)
        try fuzz.run { number, random in
            let text = String(decoding: Self.changed(list, &random), as: UTF8.self)
            let answer = Self.answer(text, &random)
            next.withLock { $0 = answer }
            do throws(Failure) {
                let pods = try find(source, min: 0)
                #expect(pods.allSatisfy(Self.isSound), "seed \(fuzz.seed), case \(number): \(pods)")
                return pods.isEmpty ? "none" : "found"
            } catch {
                #expect(!Decoy.isShown(in: error.message), "seed \(fuzz.seed), case \(number)")
                #expect(Self.isOneLine(error.message), "seed \(fuzz.seed), case \(number): \(error.message)")
                #expect(
                    [.tryAgain, .refused, .configuration].contains(error.exit), "seed \(fuzz.seed), case \(number)")
                return "\(error.exit)"
            }
        }
        #expect(fuzz.outcomes.count > 3, "the answers are too much alike to test anything")
        #expect(fuzz.slowest < .seconds(60))
    }

    private static let lastPage = Behaviour.answer(status: 200, body: #"{"kind":"PodList","items":[]}"#)

    /// The list with values of other types, or damaged anywhere.
    private static func changed(_ list: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        guard Bool.random(using: &random) else { return damaged(list, pieces: pieces, with: &random) }
        var lines = list.split(separator: 10).map { Array($0) }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let index = Int.random(in: lines.indices, using: &random)
            guard let colon = lines[index].firstIndex(of: UInt8(ascii: ":")) else { continue }
            let ends = lines[index].last == UInt8(ascii: ",") ? "," : ""
            lines[index] = lines[index][...colon] + Array((pieces.randomElement(using: &random) ?? "").utf8) + ends.utf8
        }
        return Array(lines.joined(separator: [10]))
    }

    /// An answer that ends with its connection, so that no test waits for the missing part.
    private static func answer(_ body: String, _ random: inout SplitMix64) -> Behaviour {
        let status = [200, 200, 200, 200, 200, 200, 204, 301, 400, 401, 403, 404, 500, 999].randomElement(
            using: &random)
        var text = "HTTP/1.1 \(status ?? 200) Status\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
        if Int.random(in: 0...9, using: &random) == 0 {
            text = String(text.prefix(Int.random(in: 0...text.count, using: &random)))
        }
        return .raw(text, then: Bool.random(using: &random) ? .close : .reset)
    }

    private static func isSound(_ pod: Pod) -> Bool {
        pod.url.hasPrefix("http://") && !pod.url.contains(where: \.isWhitespace) && !pod.target.name.isEmpty
    }

    private static func isOneLine(_ text: String) -> Bool {
        !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
