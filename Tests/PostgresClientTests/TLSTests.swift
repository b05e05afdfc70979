import Glibc
import PostgresClient
import TestSupport
import Testing

/// Which servers a connection with `sslmode=verify-full` accepts.
@Suite(.timeLimit(.minutes(10)), .enabled(if: hasTLS, "this PostgreSQL is built without TLS")) struct TLSTests {
    /// A cluster whose certificate names `right.test`, on a loopback address of its own.
    private struct Server {
        private let server: PostgresServer
        private let address = "127.\(getpid() % 199 + 1).\(getpid() / 199 % 250).1"

        init() throws {
            server = try PostgresServer.start(settings: ["listen_addresses=\(address)"])
            try server.runSQL(
                "create table made (line text); copy made from program $$\(Self.script)$$",
                in: server.conninfo(database: "postgres"))
            try server.runSQL("alter system set ssl = on", in: server.conninfo(database: "postgres"))
            try server.stop()
            try server.startAgain()
        }

        /// Run by the server, so that it owns its key.
        private static let script = """
            set -e
            new() { openssl req -x509 -newkey rsa:2048 -nodes -days 2 "$@" 2>&1; }
            for name in ca other; do new -keyout $name.key -out $name.crt -subj /CN=$name; done
            new -CA ca.crt -CAkey ca.key -keyout server.key -out server.crt -subj /CN=server \
                -addext subjectAltName=DNS:right.test -addext basicConstraints=critical,CA:FALSE
            echo 'hostssl all all 127.0.0.0/8 trust' >> pg_hba.conf
            """

        func open(_ host: String, authority: String) throws -> Connection {
            let file = "\(server.socketFolder)/data/\(authority).crt"
            return try PostgresClientTests.open(
                "host=\(host) hostaddr=\(address) dbname=postgres user=postgres sslmode=verify-full sslrootcert=\(file)"
            )
        }
    }

    @Test func `a certificate from an unknown authority or for another host is refused`() throws {
        let server = try Server()
        let wrongHost = try failure { _ = try server.open("wrong.test", authority: "ca") }
        #expect(wrongHost.kind == .settings)
        #expect(wrongHost.message.contains("does not match host name"), "\(wrongHost)")
        let unknown = try failure { _ = try server.open("right.test", authority: "other") }
        #expect(unknown.kind == .settings)
        #expect(unknown.message.contains("certificate verify failed"), "\(unknown)")

        let connection = try server.open("right.test", authority: "ca")
        let row = try connection.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()")[0]
        #expect(try row.bool("ssl"))
        // More than one TLS record, so that a part of the result lies in the TLS library while the socket is empty.
        let rows = try connection.query("select repeat('x', 1000) as x from generate_series(1, 20000)")
        #expect(rows.count == 20_000)
        #expect(rows.allSatisfy { $0["x"]?.utf8.count == 1_000 })
    }
}

/// `ssl_library` is empty where the server is built without TLS, as PyPI's is.
private let hasTLS = (try? connect().query("show ssl_library")[0]["ssl_library"]).flatMap { $0 } ?? "" != ""
