import PostgresClient
import TestSupport
import Testing

/// Which servers a connection with `sslmode=verify-full` accepts, and what `channel_binding=require` accepts.
@Suite(.timeLimit(.minutes(10)), .enabled(if: hasTLS, "this PostgreSQL is built without TLS")) struct TLSTests {
    @Test func `a certificate from an unknown authority or for another host is refused`() throws {
        let tls = try TLSServer()
        for (conninfo, text) in [
            (tls.conninfo("wrong.test"), "does not match host name"),
            (tls.conninfo(authority: "other"), "certificate verify failed"),
            (tls.conninfo(authority: "none"), "none.crt\" does not exist"),
            (tls.conninfo() + " sslrootcert=\(tls.server.socketFolder)/data/pg_hba.conf", "could not read root cert"),
            (tls.conninfo() + " sslmode=disable", "no encryption"),
            (tls.conninfo() + " ssl_max_protocol_version=TLSv1 ssl_min_protocol_version=TLSv1", "SSL error"),
            (tls.conninfo() + " channel_binding=require", "channel binding required"),
            (tls.conninfo() + " sslcert=/etc/passwd", "could not read certificate file"),
        ] {
            let error = try failure { _ = try open(conninfo) }
            #expect(!error.isTransient && error.message.contains(text), "\(conninfo): \(error)")
        }
        let connection = try open(tls.conninfo())
        let row = try connection.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()")[0]
        #expect(try row.bool("ssl"))
        // More than one TLS record, so that a part of the result lies in the TLS library while the socket is empty.
        let rows = try connection.query("select repeat('x', 1000) as x from generate_series(1, 20000)")
        #expect(rows.count == 20_000)
        #expect(rows.allSatisfy { $0["x"]?.utf8.count == 1_000 })
        try endsAndOpensAgain(connection)
        try bindsChannel(tls)
    }

    /// A password whose proof depends on the server's certificate.
    private func bindsChannel(_ tls: TLSServer) throws {
        try tls.server.runSQL(
            "create role scram login password '\(Decoy.secret("right"))'",
            in: tls.server.conninfo(database: "postgres"))
        let bound = " channel_binding=require password=\(Decoy.secret("right"))"
        #expect(try open(tls.conninfo(user: "scram") + bound).query("select 1").count == 1)
        // Without TLS there is no channel.
        let error = try failure { _ = try open(tls.server.conninfo(database: "postgres", user: "scram") + bound) }
        #expect(error.kind == .settings && error.message.contains("channel binding required"), "\(error)")
    }

    private func endsAndOpensAgain(_ connection: Connection) throws {
        let process = connection.loginProcess
        let other = try open(PostgresServer.running().conninfo(database: "postgres"))
        #expect(other.loginProcess != process && !connection.isLost())
        #expect(throws: PostgresError.self) { try connection.execute("select pg_terminate_backend(pg_backend_pid())") }
        #expect(try connection.query("select 1").count == 1)
        #expect(connection.loginProcess != process)
    }
}

/// PyPI's server is built without TLS.
private let hasTLS = (try? PostgresServer.running().hasTLS()) ?? false
