import AWS
import FoundationEssentials
import Freshen
import Glibc
import HTTPClient
import TestSupport
import Testing

@testable import S3

/// Which files of a folder differ from the objects of a bucket.
@Suite(.timeLimit(.minutes(10))) struct FolderComparisonTests {
    private let server: BucketServer
    private let folder =
        FileManager.default.temporaryDirectory.path + "/freshen-\(getpid())-\(UInt64.random(in: 0 ... .max))"

    init() throws {
        server = try BucketServer(page: 3)
    }

    private func write(_ text: String, to name: String, at date: String = "2026-02-01T00:00:00Z") throws {
        let path = folder + "/" + name
        let above = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        try FileManager.default.createDirectory(atPath: above, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
        let seconds = try #require(Instant(rfc3339: date)).microseconds / 1_000_000
        var times = [timeval(tv_sec: Int(seconds), tv_usec: 0), timeval(tv_sec: Int(seconds), tv_usec: 0)]
        try #require(utimes(path, &times) == 0)
    }

    private func compare(
        prefix: String = "", _ environment: [String: String] = [:], isInterrupted: @escaping () -> Bool = { false }
    ) throws -> FolderChanges {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let time = WaitingTime(pause: { _ in }, isInterrupted: isInterrupted)
        return try FolderComparison(server.context(environment), time).changes(
            ComparedFolder(path: folder, bucket: BucketServer.name, prefix: prefix))
    }

    @Test func `files that differ and files without an object are changes, objects without a file are none`() throws {
        for name in ["same", "a b/ü%~.txt", "c+d/x?#&=.bin", "z/y/x"] {
            try write("1", to: name)
            try server.put(["key": .text("p/" + name), "body": .text("1")])
        }
        for name in ["longer", "content", "deep/content"] {
            try write("2", to: name)
            try server.put(["key": .text("p/" + name), "body": .text(name == "longer" ? "22" : "3")])
        }
        for name in ["", "0 first", "zzz last", "sub/new"] where !name.isEmpty { try write("4", to: name) }
        try server.put(["key": .text("p/gone"), "body": .text("5")], ["key": .text("other/same"), "body": .text("5")])
        let changes = try compare(prefix: "p/")
        #expect(changes.keys == ["p/0 first", "p/content", "p/deep/content", "p/longer", "p/sub/new", "p/zzz last"])
        #expect(changes.files == 10 && changes.byDate == 0)
    }

    @Test(arguments: [8, 5, 16, 11, 7])
    func `an upload in parts is compared by the sizes of parts that give their number`(mebibytes: Int) throws {
        let (part, copies) = (mebibytes << 20, 21 << 20)
        try write(String(repeating: "x", count: copies), to: "same")
        try write(String(repeating: "x", count: copies - 1) + "y", to: "other", at: "2025-01-01T00:00:00Z")
        for key in ["same", "other"] {
            try server.put([
                "key": .text(key), "body": .text("x"), "repeat": .number(Double(copies)), "part": .number(Double(part)),
            ])
        }
        let changes = try compare()
        // That the other file's content differs cannot be known, and it is older than the object.
        #expect(changes.keys.isEmpty && changes.byDate == 1)
    }

    @Test func `an upload in one part shows its content`() throws {
        for (name, body) in [("same", "1"), ("other", "2")] {
            try write("1", to: name, at: "2025-01-01T00:00:00Z")
            try server.put(["key": .text(name), "body": .text(body), "part": .number(8)])
        }
        let changes = try compare()
        #expect(changes.keys == ["other"] && changes.byDate == 0)
    }

    @Test func `where the ETag cannot be computed the newer one counts`() throws {
        for (name, date) in [("new", "2026-02-01T00:00:00Z"), ("old", "2025-12-01T00:00:00Z")] {
            for encryption in ["aws:kms", "aws:kms:dsse", "customer"] {
                try write("1", to: "\(name) \(encryption)", at: date)
                try server.put([
                    "key": .text("\(name) \(encryption)"), "body": .text("2"), "encryption": .text(encryption),
                ])
            }
            try write("12345678901", to: "\(name) parts", at: date)
            try server.put(["key": .text("\(name) parts"), "body": .text("12345678902"), "part": .number(3)])
        }
        try write("1", to: "longer", at: "2025-12-01T00:00:00Z")
        try server.put(["key": .text("longer"), "body": .text("22"), "encryption": .text("aws:kms")])
        let changes = try compare()
        #expect(changes.keys == ["longer", "new aws:kms", "new aws:kms:dsse", "new customer", "new parts"])
        #expect(changes.files == 9 && changes.byDate == 8)
    }

    @Test func `an object is asked about under its own key`() throws {
        try write("1", to: "a b+c", at: "2025-12-01T00:00:00Z")
        try server.put(["key": .text("p//./q/a b+c"), "body": .text("2"), "encryption": .text("aws:kms")])
        #expect(try compare(prefix: "p//./q/").byDate == 1)
    }

    @Test func `an object that must not be read is compared by its ETag alone`() throws {
        try write("1", to: "a")
        try server.put(["key": .text("a"), "body": .text("2"), "encryption": .text("aws:kms")])
        try server.fail("denied", after: 1)
        let changes = try compare(["AWS_REGION": "eu-central-1"])
        #expect(changes.keys == ["a"] && changes.byDate == 0)
    }

    @Test func `an empty folder has no changes and asks nobody, an empty file is a file`() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(try compare(["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"]).files == 0)
        try write("", to: "empty")
        try server.put(["key": .text("empty"), "body": .text("")])
        #expect(try compare().keys == [])
    }

    @Test func `links are followed`() throws {
        try write("1", to: "real/a")
        try #require(symlink("real", folder + "/linked") == 0)
        #expect(try compare().keys == ["linked/a", "real/a"])
        try write("1", to: "b")
        try #require(symlink(".", folder + "/loop") == 0)
        let failure = #expect(throws: Failure.self) { try compare() }
        #expect(
            failure?.message == "\(folder)/loop is a link back to a folder that it is in: leave it out"
                && failure?.exit == .configuration)
    }

    @Test func `what cannot be read is named`() throws {
        let missing = #expect(throws: Failure.self) { try compare() }
        #expect(
            missing?.exit == .configuration && missing?.message == "cannot read \(folder): No such file or directory")
        try write("1", to: "a")
        try #require(symlink("nowhere", folder + "/broken") == 0)
        let file = #expect(throws: Failure.self) {
            try FolderComparison(server.context(), WaitingTime(pause: { _ in }, isInterrupted: { false })).changes(
                ComparedFolder(path: folder + "/a", bucket: BucketServer.name, prefix: ""))
        }
        #expect(file?.message == "cannot read \(folder)/a: Not a directory")
        let broken = #expect(throws: Failure.self) { try compare() }
        #expect(broken?.message == "cannot read \(folder)/broken: No such file or directory")
    }

    @Test func `a signal ends the reading of files`() throws {
        try write("1", to: "a")
        try server.put(["key": .text("a"), "body": .text("2")])
        let failure = #expect(throws: Failure.self) {
            var asked = 0
            // The list of the bucket asks first.
            return try compare(isInterrupted: {
                asked += 1
                return asked > 1
            })
        }
        #expect(failure?.exit == .tryAgain && failure?.message == "a signal came while \(folder)/a was read")
    }

    @Test(
        "the sizes of parts that are tried give the number of parts",
        arguments: [
            ("9dd4e461268c8034f5c8564e155c67a6", 10, [nil]),
            ("9dd4e461268c8034f5c8564e155c67a6-1", 10, [10]), ("9dd4e461268c8034f5c8564e155c67a6-1", 0, [1]),
            ("9dd4e461268c8034f5c8564e155c67a6-3", 17 << 20, [8 << 20, 6 << 20, ((17 << 20) + 2) / 3]),
            ("9dd4e461268c8034f5c8564e155c67a6-0", 10, []), ("9dd4e461268c8034f5c8564e155c67a6-x", 10, []),
            ("9dd4", 10, []), ("", 10, []), ("zdd4e461268c8034f5c8564e155c67a6", 10, []),
        ] as [(String, Int64, [Int64?])])
    func partSizes(tag: String, size: Int64, sizes: [Int64?]) {
        #expect(EntityTag(tag)?.partSizes(of: size) ?? [] == sizes)
    }
}
