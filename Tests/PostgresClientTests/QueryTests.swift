import Glibc
import PostgresClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct QueryTests {
    @Test func `parameters and nulls arrive as they were sent`() throws {
        let rows = try connect().query(
            "select $1::text as a, $2::text as b, $3::int + 1 as c, '' as d", ["ü'\"\\ \n", nil, "41"])
        #expect(rows.names == ["a", "b", "c", "d"])
        #expect(rows.count == 1)
        #expect(rows[0][0] == "ü'\"\\ \n")
        #expect(rows[0]["b"] == nil)
        #expect(try rows[0].text("c") == "42" && rows[0].int("c") == 42)
        #expect(rows[0]["d"] == "")
        #expect(try failure { _ = try rows[0].text("b") }.sqlState == .nullValueNotAllowed)
        #expect(try failure { _ = try rows[0].int("a") }.sqlState == .invalidTextRepresentation)
    }

    @Test func `a NUL character is refused instead of cutting the text short`() throws {
        let connection = try connect()
        let error = try failure { _ = try connection.query("select $1::text, $2::text", ["a", "b\0c"]) }
        #expect(error.sqlState == .characterNotInRepertoire)
        #expect(error.message.contains("$2"))
        #expect(try failure { try connection.execute("select 1\0 garbage") }.sqlState == .characterNotInRepertoire)
        #expect(try connection.query("select 1").count == 1)
    }

    @Test func `bytes that are not UTF-8 are an error, not another text`() throws {
        let server = try PostgresServer.running()
        let raw = "raw_\(getpid())"
        try server.runSQL(
            "create database \(raw) template template0 encoding 'SQL_ASCII' locale 'C'",
            in: server.conninfo(database: "postgres"))
        let connection = try open(server.conninfo(database: raw))
        let error = try failure { _ = try connection.query(#"select E'caf\xe9' as "slug""#) }
        #expect(error.sqlState == .characterNotInRepertoire)
        #expect(try connection.query("select 1").count == 1)
    }

    @Test func `text of a database in another encoding is converted`() throws {
        let server = try PostgresServer.running()
        let latin = "latin_\(getpid())"
        try server.runSQL(
            "create database \(latin) template template0 encoding 'LATIN1' locale 'C'",
            in: server.conninfo(database: "postgres"))
        let connection = try open(server.conninfo(database: latin))
        let row = try connection.query("select chr(228) as read, octet_length($1::text) as bytes", ["ä"])[0]
        #expect(try row.text("read") == "ä" && row.int("bytes") == 1)
        #expect(try failure { _ = try connection.query("select $1::text", ["€"]) }.kind == .server)
    }

    @Test func `a refused statement leaves the connection usable`() throws {
        let connection = try connect()
        let error = try failure { _ = try connection.query("select *\nfrom nowhere") }
        #expect(error.kind == .server)
        #expect(error.sqlState == .undefinedTable)
        #expect(error.message == "relation \"nowhere\" does not exist")
        #expect(try connection.query("select 1")[0][0] == "1")
    }

    @Test func `a violated constraint names what it belongs to`() throws {
        let connection = try connect()
        try connection.execute("create schema s; create table s.t (a int not null constraint one primary key)")
        _ = try connection.query("insert into s.t values (1)")
        let duplicate = try failure { _ = try connection.query("insert into s.t values ($1)", ["1"]) }
        #expect(duplicate.sqlState == SQLState(rawValue: "23505"))
        #expect(duplicate.table == "t")
        let null = try failure { _ = try connection.query("insert into s.t values (null)") }
        #expect(null.sqlState == SQLState(rawValue: "23502"))
        #expect(null.column == "a")
    }

    @Test func `a message of several lines is cut to its first, and a hint is kept`() throws {
        let error = try failure {
            try connect().execute("do $$ begin raise exception E'first\nsecond' using hint = 'try that'; end $$")
        }
        #expect(error.message == "first")
        #expect(error.hint == "try that")
        #expect(error.sqlState == SQLState(rawValue: "P0001"))
    }

    @Test func `a failure after the first rows is thrown`() throws {
        let connection = try connect()
        let error = try failure { _ = try connection.query("select 1 / (3 - n) from generate_series(1, 9) n") }
        #expect(error.sqlState == SQLState(rawValue: "22012"))
        #expect(try connection.query("select 1").count == 1)
    }

    @Test func `a large result is returned whole`() throws {
        let rows = try connect().query("select n, repeat('x', 100) from generate_series(1, 100000) n")
        #expect(rows.count == 100_000)
        #expect(rows.last?[0] == "100000")
        #expect(rows.allSatisfy { $0[1]?.utf8.count == 100 })
    }

    @Test func `a large parameter is sent whole`() throws {
        let text = String(repeating: "ä", count: 8_000_000)
        let row = try connect().query("select octet_length($1), $1", [text])[0]
        #expect(row[0] == "16000000")
        #expect(row[1] == text)
    }

    @Test func `a statement is sent while the server sends notices that it waits to be read`() throws {
        let server = try NoticeServer()
        let connection = try open(
            "host=127.0.0.1 port=\(server.port) dbname=x user=x sslmode=disable gssencmode=disable")
        connection.statementTimeout = .seconds(30)
        let text = String(repeating: "x", count: NoticeServer.noticeBytes)
        #expect(try connection.query("select $1", [text]).isEmpty)
        try server.finish()
    }

    @Test func `several statements run as one transaction, and the first failure is reported`() throws {
        let connection = try connect()
        try connection.execute("create table t (a int); insert into t values (1); select * from t;")
        let error = try failure { try connection.execute("insert into t values (2); select 1 / 0; select nonsense") }
        #expect(error.sqlState == SQLState(rawValue: "22012"))
        #expect(try connection.query("select a from public.t").map { $0[0] } == ["1"])
        try connection.execute("")
    }

    @Test func `several statements are refused where parameters are allowed`() throws {
        #expect(try failure { _ = try connect().query("select 1; select 2") }.sqlState == SQLState(rawValue: "42601"))
    }

    @Test func `a statement without rows yields none`() throws {
        let rows = try connect().query("create table public.t (a int)")
        #expect(rows.isEmpty && rows.names.isEmpty)
    }

    @Test func `rows without columns are counted`() throws {
        #expect(try connect().query("select from generate_series(1, 3)").count == 3)
    }

    @Test func `COPY is refused and does not hang`() throws {
        let connection = try connect()
        #expect(try failure { try connection.execute("copy (select 1) to stdout") }.message.contains("COPY"))
    }

    @Test func `notices are dropped`() throws {
        let connection = try connect()
        try connection.execute("set client_min_messages = debug5; do $$ begin raise notice 'dropped'; end $$")
        #expect(try connection.query("select 1").count == 1)
    }

    @Test func `a deadline cancels the statement and closes the connection`() throws {
        let database = try PostgresServer.running().makeDatabase()
        let (slow, other) = (try open(database), try open(database))
        let process = try slow.query("select pg_backend_pid()")[0].text("pg_backend_pid")
        slow.statementTimeout = .milliseconds(200)
        let time = try ContinuousClock().measure {
            let error = try failure { _ = try slow.query("select pg_sleep(60)") }
            #expect(error.kind == .timedOut && error.isTransient)
            #expect(error.explanation.contains("another session may hold a lock that freshen needs"), "\(error)")
        }
        #expect(time >= .milliseconds(200) && time < .seconds(5))
        #expect(try failure { try slow.execute("select 1") }.kind == .connection)
        try waitForEnd(of: process, seenBy: other)
    }

    @Test func `a statement within its deadline is not interrupted`() throws {
        let connection = try connect()
        connection.statementTimeout = .seconds(30)
        for _ in 0..<100 { #expect(try connection.query("select 1").count == 1) }
    }

    @Test func `an interrupt in the middle of a statement ends it`() throws {
        let interrupt = try Interrupt()
        let database = try PostgresServer.running().makeDatabase()
        let (connection, other) = (try open(database, interrupt: interrupt.descriptor), try open(database))
        let process = try connection.query("select pg_backend_pid()")[0].text("pg_backend_pid")
        let editor = BackgroundThread {
            while try other.query("select from pg_stat_activity where query = 'select pg_sleep(60)'").isEmpty {
                _ = try other.query("select pg_sleep(0.01)")
            }
            interrupt.fire()
        }
        let error = try failure { _ = try connection.query("select pg_sleep(60)") }
        try editor.join()
        #expect(error.kind == .interrupted)
        #expect(!error.isTransient)
        try waitForEnd(of: process, seenBy: other)
    }

    private func waitForEnd(of process: String, seenBy connection: Connection) throws {
        let ended = ContinuousClock.now + .seconds(5)
        while try connection.query("select from pg_stat_activity where pid = $1::int", [process]).count > 0 {
            try #require(ContinuousClock.now < ended, "the server still runs the statement")
            _ = try connection.query("select pg_sleep(0.01)")
        }
    }
}
