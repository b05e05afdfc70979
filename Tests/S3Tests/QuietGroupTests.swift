import Freshen
import LedgerSQL
import TestSupport
import Testing

@testable import S3

/// When a group of objects is sent: not in the middle of its upload, and not twice.
@Suite(.timeLimit(.minutes(10))) struct QuietGroupTests {
    private static let files = ["latest", "metadata.json", "versioned"]

    /// A release whose files are uploaded one after the other, and looks in between, at whole seconds.
    private struct Model {
        /// Whether S3 dates the files: an upload in parts has no time of its own.
        let isDated: Bool
        var bucket: [String: (version: String, at: Int)] = [:]
        var ledger: [String: String] = [:]
        var waiting: [WaitingGroup] = []
        /// What each look sent.
        var sent: [[String: String]] = []

        mutating func upload(_ file: String, _ version: String, at second: Int) { bucket[file] = (version, second) }

        mutating func look(at second: Int) {
            let changes = bucket.filter { ledger[$0.key] != $0.value.version }.map { key, object in
                ObjectChange(
                    key: key, version: object.version, writtenAt: isDated ? Self.instant(object.at) : nil)
            }
            let quiet = QuietGroups(quiet: .seconds(10), atMost: .seconds(120), now: Self.instant(second))
            waiting = quiet.waiting(changes.isEmpty ? [:] : ["release": changes], before: waiting)
            guard waiting.isEmpty, !changes.isEmpty else { return }
            sent.append(Dictionary(changes.map { ($0.key, $0.version ?? "") }) { $1 })
            for change in changes { ledger[change.key] = change.version }
        }

        private static func instant(_ second: Int) -> Instant { Instant(microseconds: Int64(second) * 1_000_000) }
    }

    @Test(arguments: [true, false])
    func `whatever the order of uploads and looks, a release is sent once and whole`(isDated: Bool) {
        // Three uploads with 0 to 9 s between them, and looks that begin at any second, 1 to 17 s apart.
        for (first, second) in (0..<100).map({ ($0 / 10, $0 % 10) }) {
            for start in 0..<17 {
                for interval in 1...17 {
                    var model = Model(isDated: isDated)
                    let uploads = [20, 20 + first, 20 + first + second]
                    for now in 0..<90 {
                        for (file, _) in zip(Self.files, uploads).filter({ $0.1 == now }) {
                            model.upload(file, "1", at: now)
                        }
                        if now >= start, (now - start) % interval == 0 { model.look(at: now) }
                    }
                    let whole = Dictionary(Self.files.map { ($0, "1") }) { $1 }
                    #expect(
                        model.sent == [whole],
                        "uploads at \(uploads), looks every \(interval) s from \(start): \(model.sent)")
                    #expect(model.ledger == whole && model.waiting.isEmpty)
                }
            }
        }
    }

    @Test func `a group that never gets quiet is sent after its longest time`() {
        var model = Model(isDated: true)
        for now in 0..<400 {
            if now % 5 == 0 { model.upload("latest", "\(now)", at: now) }
            if now % 7 == 0 { model.look(at: now) }
        }
        #expect(model.sent.count == 3)
    }

    @Test func `a change that is dated long ago is sent at once, a deletion waits until it has been seen for a while`()
    {
        let quiet = { (second: Int64) in
            QuietGroups(
                quiet: .seconds(10), atMost: .seconds(120), now: Instant(microseconds: second * 1_000_000))
        }
        let old = ObjectChange(key: "a", version: "1", writtenAt: Instant(microseconds: 0))
        #expect(quiet(10).waiting(["g": [old]], before: []).isEmpty)
        #expect(quiet(9).waiting(["g": [old]], before: []).map(\.name) == ["g"])
        let gone = ObjectChange(key: "a", version: nil, writtenAt: nil)
        let first = quiet(100).waiting(["g": [gone]], before: [])
        #expect(first.map(\.since) == [100_000_000] && first.map(\.seenAt) == [100_000_000])
        #expect(quiet(109).waiting(["g": [gone]], before: first) == first)
        #expect(quiet(110).waiting(["g": [gone]], before: first).isEmpty)
        // Another deletion begins the time anew, but not the longest one.
        let more = ObjectChange(key: "b", version: nil, writtenAt: nil)
        let second = quiet(109).waiting(["g": [gone, more]], before: first)
        #expect(second.map(\.seenAt) == [109_000_000] && second.map(\.since) == [100_000_000])
    }
}
