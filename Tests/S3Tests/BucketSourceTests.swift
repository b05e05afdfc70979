import AWS
import Freshen
import LedgerSQL
import TestSupport
import Testing

@testable import S3

/// A bucket compared with a ledger; what the ledger does with it is tested with the whole program.
@Suite(.timeLimit(.minutes(10))) struct BucketSourceTests {
    /// A ledger that hands over two items at a time.
    private struct Ledger: StoredVersions {
        var known: Signature?
        var versions: [String: String] = [:]

        func signature(of source: String) throws -> Signature? { known }

        func waiting(of source: String) throws -> [WaitingGroup] { [] }

        func versions(of source: String, after key: String?) throws -> [(key: String, version: String)] {
            let later = versions.filter { one in
                key.map { $0.utf8.lexicographicallyPrecedes(one.key.utf8) } ?? true
            }
            return later.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.prefix(2).map { ($0, $1) }
        }
    }

    private func source(_ server: BucketServer, match: String? = nil) throws -> BucketSource {
        let place = Place(file: "f", line: 1, column: 1)
        let rule = BucketRule(
            name: Placed("b", at: place), bucket: .name(BucketServer.name), prefix: "",
            match: try match.map { try template($0) },
            routes: [BucketRule.Route(try template("/{key}"), place: place)], only: [], sendsReuploads: false)
        let time = WaitingTime(pause: { _ in }, isInterrupted: { false })
        return BucketSource(rule, try Bucket(BucketServer.name, server.context(["AWS_REGION": "eu-central-1"]), time))
    }

    private func portions(_ source: ItemSource) throws -> [[String]] {
        var keys: [[String]] = []
        if case .found(let each) = source.differences { try each { keys.append($0.keys) } }
        return keys
    }

    @Test func `both sides are read in the order of their keys`() throws {
        let server = try BucketServer(page: 3)
        for key in ["B", "a", "a/b", "z", "é", "日本", "😀"] { try server.put(["key": .text(key), "body": .text("1")]) }
        let source = try source(server)
        let version = "c2f8b1b1-0000-0000-0000-000000000000"
        var ledger = Ledger(known: try source.compared(with: Ledger(), keepsAll: false).signature)
        #expect(
            try portions(source.compared(with: ledger, keepsAll: false)) == [["B", "a", "a/b", "z", "é", "日本", "😀"]])
        for key in ["A", "B", "a", "m", "é", "ö", "😀", "😁"] { ledger.versions[key] = version }
        // Every version differs; A, m, ö and 😁 are gone.
        let all = ["A", "B", "a", "a/b", "m", "z", "é", "ö", "日本", "😀", "😁"]
        #expect(try portions(source.compared(with: ledger, keepsAll: false)) == [all])
    }

    @Test func `an object that the pattern does not match is as good as none`() throws {
        let server = try BucketServer()
        for key in ["a/b", "a/b/c", "d"] { try server.put(["key": .text(key), "body": .text("1")]) }
        let source = try source(server, match: "{x}/{y}")
        let ledger = Ledger(versions: ["d": "c2f8b1b1-0000-0000-0000-000000000000"])
        #expect(try portions(source.compared(with: ledger, keepsAll: false)) == [["a/b", "d"]])
    }

    @Test func `where nearly everything differs the bucket is listed again, so that memory does not grow`() throws {
        let server = try BucketServer()
        let keys = (0..<21_500).map { String(1_000_000 + $0) }
        try server.control(
            .object(["put": .list(keys.map { .object(["key": .text($0), "body": .text("1")]) })]))
        let found = try source(server).compared(with: Ledger(), keepsAll: false)
        let before = try server.listCount()
        let portions = try portions(found)
        #expect(portions.flatMap { $0 } == keys && portions.allSatisfy { $0.count <= ItemPortion.size })
        #expect(before == 22)
        #expect(try server.listCount() == 44)
        // A dry run's summary needs all of them.
        #expect(try self.portions(source(server).compared(with: Ledger(), keepsAll: true)).count == 22)
        #expect(try server.listCount() == 66)
    }

    @Test func `a list that breaks off when the look asks for it again ends the look`() throws {
        let server = try BucketServer()
        try server.control(
            .object(["put": .list((0..<20_001).map { .object(["key": .text("\($0)"), "body": .text("1")]) })]))
        let found = try source(server).compared(with: Ledger(), keepsAll: false)
        try server.fail("denied", after: 3)
        #expect(throws: Failure.self) { try portions(found) }
    }
}

private func template(_ text: String) throws -> ObjectTemplate { try #require(ObjectTemplate(PathTemplate(text))) }
