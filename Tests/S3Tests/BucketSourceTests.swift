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

    /// A ledger that changes after it was asked.
    private final class ChangingLedger: StoredVersions {
        var ledger: Ledger

        init(_ ledger: Ledger) { self.ledger = ledger }

        func signature(of source: String) throws -> Signature? { try ledger.signature(of: source) }

        func waiting(of source: String) throws -> [WaitingGroup] { [] }

        func versions(of source: String, after key: String?) throws -> [(key: String, version: String)] {
            guard key == nil else { return [] }
            return ledger.versions.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0, $1) }
        }
    }

    /// The versions that a source binds for its items.
    private func stored(_ source: ItemSource) throws -> [String] {
        var versions: [String] = []
        guard case .found(let each) = source.differences else { return [] }
        try each { portion in
            let bound = portion.items.rendered(SQL.Context(routes: [1])).parameters.compactMap { $0 }
            let texts = try #require(bound.last).dropFirst().dropLast().split(separator: ",")
            versions += texts.map { String($0.dropFirst().dropLast()) }
        }
        return versions
    }

    private func source(_ server: BucketServer, match: String? = nil) throws -> BucketSource {
        let place = Place(file: "f", line: 1, column: 1)
        let rule = BucketRule(
            name: Placed("b", at: place), bucket: .name(BucketServer.name), prefix: "",
            match: try match.map { try template($0) },
            routes: [BucketRule.Route(try template("/{key}"), place: place)], only: [], sendsReuploads: false)
        let time = WaitingTime(pause: { _ in }, isInterrupted: { false })
        let context = server.context(["AWS_REGION": "eu-central-1"])
        return BucketSource(rule, try Bucket(BucketServer.name, context, CredentialChain(context), time))
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

    @Test func `keys that look alike are told from each other`() throws {
        let server = try BucketServer()
        try server.put(["key": .text("e\u{301}"), "body": .text("1")])
        let source = try source(server)
        let version = try #require(stored(source.compared(with: Ledger(), keepsAll: false)).first)
        // The ledger has the object whose name is the composed letter.
        let ledger = Ledger(
            known: try source.compared(with: Ledger(), keepsAll: false).signature, versions: ["\u{e9}": version])
        let keys = try portions(source.compared(with: ledger, keepsAll: false)).flatMap { $0 }
        #expect(keys.map { Array($0.utf8) } == [Array("e\u{301}".utf8), Array("\u{e9}".utf8)])
    }

    @Test func `another rule is noticed in a large bucket, too`() throws {
        let server = try BucketServer()
        try server.control(
            .object(["put": .list((0..<20_001).map { .object(["key": .text("\($0)"), "body": .text("1")]) })]))
        let source = try source(server)
        let first = try source.compared(with: Ledger(), keepsAll: true)
        var versions: [String: String] = [:]
        for (key, version) in zip(try portions(first).flatMap { $0 }, try stored(first)) { versions[key] = version }
        let ledger = ChangingLedger(Ledger(known: Signature(text: "another"), versions: versions))
        let found = try source.compared(with: ledger, keepsAll: false)
        // The look stores the new signature before it asks for the differences.
        ledger.ledger.known = found.signature
        #expect(try portions(found).flatMap { $0 }.count == 20_001)
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
