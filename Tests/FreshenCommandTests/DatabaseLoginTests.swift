import TestSupport
import Testing

/// `DATABASE_PASSWORD_FILE`, and TLS as `DATABASE_URL` asks for it.
@Suite(.timeLimit(.minutes(10))) struct DatabaseLoginTests {
    private static let passwords = (right: Decoy.secret("right"), wrong: Decoy.secret("database"))
    private let server: PostgresServer
    private let database: String
    private let folder: Folder

    init() throws {
        (server, folder) = (try .running(), try Folder())
        let own = try server.makeDatabase(named: "login")
        try server.makeScramRole(password: Self.passwords.right)
        let name = own.split(separator: " ").first { $0.hasPrefix("dbname=") }.map { String($0.dropFirst(7)) } ?? ""
        database = server.conninfo(database: name, user: "scram")
    }

    @Test(arguments: ["", "\n", "\r\n"]) func `a newline at the end of the file is not the password's`(end: String)
        throws
    {
        // It is connected: there is no ledger.
        let ending = try status(["DATABASE_PASSWORD_FILE": try folder.write(Self.passwords.right + end, to: "password")]
        )
        #expect(ending.status == 78 && ending.log.contains("freshen migrate"), "\(ending)")
    }

    @Test func `the password of the file is the one that is sent`() throws {
        for text in [Self.passwords.wrong, Self.passwords.right + "\n\n", " " + Self.passwords.right] {
            let ending = try status(["DATABASE_PASSWORD_FILE": try folder.write(text, to: "password")])
            #expect(ending.status == 77 && ending.log.contains("password authentication failed"), "\(ending)")
        }
    }

    @Test func `a file that is missing, a folder, empty or no text is exit 78`() throws {
        for (path, text) in [
            ("/nothing", "cannot read the file /nothing of DATABASE_PASSWORD_FILE"), (folder.path, "cannot read"),
            (try folder.write("\n", to: "newline"), "is empty"), (try folder.write("", to: "empty"), "is empty"),
            (try folder.write("a\0b", to: "nul"), "a byte that no password has"),
        ] {
            let ending = try status(["DATABASE_PASSWORD_FILE": path])
            #expect(ending.status == 78 && ending.log.contains(text), "\(ending)")
            #expect(ending.log.filter { $0 == "\n" }.count == 1, "\(ending)")
        }
    }

    @Test func `a password in two places is exit 78`() throws {
        let file = try folder.write(Self.passwords.right, to: "password")
        for more in [
            ["DATABASE_URL": database + " password=\(Self.passwords.right)"], ["PGPASSWORD": Self.passwords.right],
        ] {
            let ending = try status(more.merging(["DATABASE_PASSWORD_FILE": file]) { $1 })
            #expect(ending.status == 78 && ending.log.contains("keep one of the two"), "\(ending)")
        }
    }

    @Test func `libpq's password file works, too`() throws {
        let file = try folder.write("*:*:*:scram:\(Self.passwords.right)\n", to: "pgpass")
        for more in [["PGPASSFILE": file], ["DATABASE_URL": database + " passfile=\(file)"]] {
            let ending = try status(more)
            #expect(ending.status == 78 && ending.log.contains("freshen migrate"), "\(ending)")
        }
    }

    @Test(.enabled(if: hasTLS, "this PostgreSQL is built without TLS"))
    func `TLS with a file of authorities, and a login that is bound to it`() throws {
        let tls = try TLSServer()
        try tls.server.runSQL(
            "create role scram superuser login password '\(Self.passwords.right)'",
            in: tls.server.conninfo(database: "postgres"))
        let file = try folder.write(Self.passwords.right, to: "password")
        let migrate = { (conninfo: String) in
            try Child(
                ["migrate"], environment: ["DATABASE_URL": conninfo, "DATABASE_PASSWORD_FILE": file]
            ).finish()
        }
        let ending = try migrate(tls.conninfo(user: "scram") + " channel_binding=require")
        #expect(ending.status == 0, "\(ending)")
        for (conninfo, text) in [
            (tls.conninfo("wrong.test", user: "scram"), "does not match host name"),
            (tls.conninfo(user: "scram", authority: "other"), "certificate verify failed"),
            (tls.conninfo(user: "scram", authority: "none"), "does not exist"),
            (tls.server.conninfo(database: "postgres", user: "scram") + " channel_binding=require", "channel binding"),
        ] {
            let ending = try migrate(conninfo)
            #expect(ending.status == 78 && ending.log.contains(text), "\(ending)")
            #expect(ending.log.filter { $0 == "\n" }.count == 1, "\(ending)")
        }
    }

    private func status(_ environment: [String: String]) throws -> Child.Ending {
        try Child(["status"], environment: ["DATABASE_URL": database].merging(environment) { $1 }).finish()
    }
}

/// PyPI's server is built without TLS.
private let hasTLS = (try? PostgresServer.running().hasTLS()) ?? false
