import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// A decoy is found in each place that is searched for secrets.
@Suite struct DecoyTests {
    private static let decoy = Decoy.secret("found")
    private static let file = "collections: { pages: { routes: [/] } }\ncloudfront: [{ distribution: E1 }]\n"

    @Test func `a decoy is found in every encoding and at every offset`() {
        for before in ["", "a", "ab", "user:", "Authorization: Bearer "] {
            let bytes = Array("\(before)\(Self.decoy)@host".utf8)
            let hex = bytes.map { String($0, radix: 16) }
            for text in [
                String(decoding: bytes, as: UTF8.self), Data(bytes).base64EncodedString(), hex.joined(),
                hex.map { "%" + $0 }.joined(), hex.map { "%" + $0.uppercased() }.joined(),
            ] {
                #expect(Decoy.isShown(in: "before \(text) after"))
            }
        }
        #expect(!Decoy.isShown(in: "found+d3c0y+"))
    }

    @Test(arguments: [("text", "its log"), ("json", "its output")])
    func `a program that prints a decoy fails its test`(format: String, place: String) throws {
        let folder = try Folder()
        let file = try folder.write(Self.file)
        // The error message contains the path of the missing socket.
        let child = try Child(
            ["run", "--config", file, "--output", format],
            environment: ["DATABASE_URL": "host=/\(Self.decoy) dbname=x"])
        let error = try #require(throws: TestSupportError.self) { try child.finish() }
        #expect(error.description.hasPrefix("a secret is in \(place)"))
    }

    @Test func `a program with a decoy in its arguments fails its test`() throws {
        let silent = try HTTPStandIn { _ in .close }
        let folder = try Folder()
        let child = try Child(
            ["run", "--config", try folder.write(Self.file, to: Self.decoy)],
            environment: ["DATABASE_URL": "host=127.0.0.1 port=\(silent.port) user=x dbname=x"])
        let error = try #require(throws: TestSupportError.self) { try child.finish(within: .milliseconds(200)) }
        #expect(error.description.hasPrefix("a secret is in the process list"))
    }

    @Test func `a decoy in a server's log is printed when its cluster or the process ends`() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
            let statement = "select '\(Decoy.secret("logged"))' from nowhere"
            func fail(_ server: PostgresServer) {
                #expect(throws: TestSupportError.self) {
                    try server.runSQL(statement, in: server.conninfo(database: "postgres"))
                }
            }
            fail(try PostgresServer.start())
            fail(try PostgresServer.running())
            exit(EXIT_SUCCESS)
        }
        let log = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(log.split(separator: "\n").count { $0.hasPrefix("PostgreSQL's log shows a secret:") } == 2)
    }
}
