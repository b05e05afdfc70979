import Glibc
import PostgresClient
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConnectionTests {
    @Test func `a connection reports the server's version and sends its name and encoding`() throws {
        let connection = try connect()
        let names = ["server_version_num", "application_name", "client_encoding"]
        let row = try connection.query("select current_setting($1), current_setting($2), current_setting($3)", names)[0]
        #expect(row[0] == String(connection.serverVersion))
        #expect(row[1] == "tests")
        #expect(row[2] == "UTF8")
    }

    @Test func `the caller's string overrides our application name but not the encoding`() throws {
        let conninfo = try PostgresServer.running().makeDatabase() + " application_name=theirs client_encoding=LATIN1"
        let row = try open(conninfo).query("select current_setting('application_name'), 'ä€'").first
        #expect(row?[0] == "theirs")
        #expect(row?[1] == "ä€")
    }

    @Test func `a wrong password is reported with its code and without the password`() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase()
        try server.makeScramRole(password: Decoy.secret("right"))
        let conninfo = database + " user=scram password="
        #expect(try open(conninfo + Decoy.secret("right")).query("select current_user").first?[0] == "scram")
        let error = try failure { _ = try open(conninfo + Decoy.secret("wrong")) }
        #expect(error.kind == .server)
        #expect(error.sqlState == .invalidPassword)
        #expect(error.message.hasSuffix("FATAL: password authentication failed for user \"scram\""))
        #expect(!error.isTransient)
    }

    @Test func `a database that does not exist is reported with its code`() throws {
        let error = try failure { _ = try open(PostgresServer.running().conninfo(database: "nowhere")) }
        #expect(error.sqlState == .invalidCatalogName)
        #expect(error.message.contains("\"nowhere\""))
    }

    @Test(arguments: [
        "postgresql://user:SECRET/SECRET@host/db", "postgresql://user:SECRET@SECRET@127.0.0.1/db",
        "postgresql://user:SECRET%@host/db", "user=a password=SECRET SECRET host=h", "host=/nowhere dbname=db@SECRET",
        "SECRET",
    ])
    func `a string that cannot be read is not quoted`(conninfo: String) throws {
        let conninfo = String(conninfo.replacing("SECRET", with: Decoy.secret("written")))
        let error = try failure { _ = try open(conninfo) }
        #expect(error.message.contains("percent-encoded"))
        #expect(!error.isTransient)
    }

    @Test func `without a string libpq's environment is used`() async {
        await #expect(processExitsWith: .success) {
            setenv("PGHOST", try PostgresServer.running().socketFolder, 1)
            setenv("PGDATABASE", "template1", 1)
            setenv("PGUSER", "postgres", 1)
            setenv("PGAPPNAME", "theirs", 1)
            let connection = try Connection.open(nil, applicationName: "tests", timeout: .seconds(20))
            let row = try connection.query("select current_database(), current_setting('application_name')")[0]
            try #require(row[0] == "template1" && row[1] == "theirs")
        }
    }

    @Test func `a connection string in PGDATABASE is not quoted`() async {
        await #expect(processExitsWith: .success) {
            setenv("PGHOST", try PostgresServer.running().socketFolder, 1)
            setenv("PGDATABASE", "postgresql://user:\(Decoy.secret("written"))@host/db", 1)
            _ = try failure { _ = try Connection.open(nil, applicationName: "t", timeout: .seconds(20)) }
        }
    }

    @Test func `a missing socket is a failed connection`() throws {
        let error = try failure { _ = try open("host=/nonexistent dbname=x") }
        #expect(error.kind == .connection)
        #expect(error.message.contains("/nonexistent"))
        #expect(!error.message.contains("\n"))
        #expect(error.isTransient)
    }

    @Test func `a refused port is a failed connection`() throws {
        let port = try SilentServer().port
        let error = try failure { _ = try open("host=127.0.0.1 port=\(port) dbname=x") }
        #expect(error.kind == .connection)
        #expect(error.message.contains("Connection refused"))
    }

    @Test func `a server that accepts and does not answer is abandoned at the deadline`() throws {
        let server = try SilentServer()
        let time = try ContinuousClock().measure {
            let error = try failure {
                _ = try open("host=127.0.0.1 port=\(server.port) dbname=x", timeout: .milliseconds(200))
            }
            #expect(error.kind == .timedOut)
        }
        #expect(time >= .milliseconds(200))
        #expect(time < .seconds(5))
    }

    @Test func `the second host is tried if the first refuses`() throws {
        let port = try SilentServer().port
        let server = try PostgresServer.running()
        let conninfo = "host=127.0.0.1,\(server.socketFolder) port=\(port),5432 dbname=postgres user=postgres"
        #expect(try open(conninfo).query("select 1").count == 1)
    }

    @Test(arguments: [" connect_timeout=1", ""])
    func `the second host is tried if the first accepts and does not answer`(setting: String) throws {
        let (silent, server) = (try SilentServer(), try PostgresServer.running())
        let conninfo =
            "host=127.0.0.1,\(server.socketFolder) port=\(silent.port),5432 dbname=postgres user=postgres" + setting
        let time = try ContinuousClock().measure {
            _ = try open(conninfo, timeout: setting.isEmpty ? .seconds(2) : .seconds(60)).query("select 1")
        }
        #expect(time > .milliseconds(900) && time < .seconds(30))
    }

    @Test func `if no host answers, each is named`() throws {
        let (silent, refusing) = (try SilentServer(), try SilentServer().port)
        let error = try failure {
            _ = try open(
                "host=127.0.0.1,127.0.0.1 port=\(silent.port),\(refusing) dbname=x", timeout: .milliseconds(400))
        }
        #expect(error.isTransient && error.message.contains("did not answer within 0.2 seconds"), "\(error)")
        #expect(error.explanation.hasPrefix("the database cannot be reached: "), "\(error)")
        #expect(error.message.contains("127.0.0.1:\(silent.port); connection to server"), "\(error)")
        #expect(error.message.contains("port \(refusing) failed: Connection refused"), "\(error)")
    }

    @Test func `an interrupt ends the attempt to connect`() throws {
        let (server, interrupt) = (try SilentServer(), try Interrupt())
        interrupt.fire()
        let error = try failure {
            _ = try open("host=127.0.0.1 port=\(server.port) dbname=x", interrupt: interrupt.descriptor)
        }
        #expect(error.kind == .interrupted)
    }

    @Test func `a session that the server ends outside of a transaction is opened again`() throws {
        let database = try PostgresServer.running().makeDatabase()
        let (victim, other) = (try open(database), try open(database))
        let process = try processID(victim)
        #expect(!victim.isLost() && victim.loginProcess == process)
        _ = try other.query("select pg_terminate_backend($1::int, 5000)", ["\(process)"])
        #expect(victim.isLost())
        let new = try processID(victim)
        #expect(new != process && victim.loginProcess == new)
    }

    @Test func `who gave way is not asked again while the session is opened again`() throws {
        let connection = try open(PostgresServer.running().makeDatabase())
        connection.checkAfterOpening = { new throws(PostgresError) in _ = try new.query("select pg_sleep(1.2)") }
        try connection.execute("begin")
        let process = connection.loginProcess
        connection.whileRunning = { () throws(PostgresError) in
            throw PostgresError(kind: .gaveWay, message: "another session waits")
        }
        let error = try failure { _ = try connection.query("select pg_sleep(60)") }
        #expect(error.kind == .gaveWay)
        connection.rollBack()
        #expect(connection.isLost() && connection.loginProcess == process, "nothing is sent to roll back")
        #expect(try connection.query("select 1").count == 1)
        #expect(connection.loginProcess != process)
    }

    @Test func `a session that the server ends in a transaction is not opened again`() throws {
        let database = try PostgresServer.running().makeDatabase()
        let (victim, other) = (try open(database), try open(database))
        try victim.execute("begin")
        _ = try other.query("select pg_terminate_backend($1::int, 5000)", ["\(victim.loginProcess)"])
        #expect(!victim.isLost())
        let error = try failure { try victim.execute("select 1") }
        #expect(error.isTransient && error.sqlState == .adminShutdown)
        for statement in ["rollback", "select 1"] {
            #expect(try failure { try victim.execute(statement) }.message == "the connection is closed")
        }
    }

    @Test func `a statement that ends its session outside of a transaction is repeated once, and in one not at all`()
        throws
    {
        let database = try PostgresServer.running().makeDatabase()
        let (victim, other) = (try open(database), try open(database))
        try other.execute("create sequence tries")
        let end = "select nextval('tries'), pg_terminate_backend(pg_backend_pid()), pg_sleep(60)"
        #expect(try failure { try victim.execute(end) }.sqlState == .adminShutdown)
        #expect(try other.query("select last_value from public.tries")[0].int("last_value") == 2)
        try victim.execute("begin")
        #expect(try failure { try victim.execute(end) }.sqlState == .adminShutdown)
        #expect(try other.query("select last_value from public.tries")[0].int("last_value") == 3)
    }

    @Test func `a session that dies in the middle of a statement has failed, and the next statement opens another`()
        throws
    {
        let connection = try connect()
        let error = try failure {
            try connection.execute("select pg_terminate_backend(pg_backend_pid()), pg_sleep(60)")
        }
        #expect(error.isTransient)
        #expect(try connection.query("select 1").count == 1)
    }

    @Test func `a server that is another one than before is left again`() throws {
        let database = try PostgresServer.running().makeDatabase()
        let (victim, other) = (try open(database), try open(database))
        victim.checkAfterOpening = { _ throws(PostgresError) in
            throw PostgresError(kind: .connection, message: "another one")
        }
        _ = try other.query("select pg_terminate_backend($1::int, 5000)", ["\(victim.loginProcess)"])
        #expect(try failure { try victim.execute("select 1") }.message == "another one")
        #expect(try failure { try victim.execute("select 1") }.message == "the connection is closed")
    }

    @Test func `the password is read for each login`() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase()
        try server.makeScramRole(password: Decoy.secret("right"))
        var words = ["wrong", "right", "right"]
        let connection = {
            try Connection.open(
                database + " user=scram", password: { () throws(PostgresError) in Decoy.secret(words.removeFirst()) },
                applicationName: "tests", timeout: .seconds(20))
        }
        #expect(try failure { _ = try connection() }.sqlState == .invalidPassword)
        let open = try connection()
        _ = try PostgresClientTests.open(database).query(
            "select pg_terminate_backend($1::int, 5000)", ["\(open.loginProcess)"])
        #expect(try open.query("select 1").count == 1)
        #expect(words.isEmpty)
    }

    private func processID(_ connection: Connection) throws -> Int {
        try connection.query("select pg_backend_pid() as id")[0].int("id")
    }
}
