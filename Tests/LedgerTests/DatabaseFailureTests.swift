import Freshen
import PostgresClient
import TestSupport
import Testing

@testable import Ledger

/// What a failure of a statement is reported as: a row for each state of the table, raised by a real server.
@Suite(.timeLimit(.minutes(10))) struct DatabaseFailureTests {
    private static let rows: [(states: [String], exit: ExitCode, text: String)] = [
        // They may pass.
        (["08000", "08006", "08P01"], .tryAgain, "the database could not answer: boo"),
        (["25006"], .tryAgain, "the database takes no writes: boo; a standby, or default_transaction_read_only"),
        (["25P03"], .tryAgain, "the server ended a transaction in which freshen had hung: boo"),
        (["25P04"], .tryAgain, "raise transaction_timeout"),
        (["40001", "40003", "40P01", "55006", "72000"], .tryAgain, "the database could not answer: boo"),
        (["53000", "53100", "53200", "53300"], .tryAgain, "the database could not answer: boo"),
        (["55P03"], .tryAgain, "a table is locked by another session (a migration?): boo; try again"),
        (["57014"], .tryAgain, "a statement was cancelled: boo; by an administrator, or by statement_timeout"),
        (["57P01", "57P02", "57P03"], .tryAgain, "the database could not answer: boo"),
        (["57P05"], .tryAgain, "raise idle_session_timeout"),
        (["58000", "58030", "58P01"], .tryAgain, "a failure of its system: boo"),
        (["HV000", "HV00N"], .tryAgain, "the server of a foreign table did not answer: boo"),
        (["XX001"], .tryAgain, "the database is damaged: boo"), (["XX002"], .tryAgain, "an index of the database"),
        // So may what is unknown.
        (["XX000"], .tryAgain, "PostgreSQL answered: boo [XX000]"), (["QQ123"], .tryAgain, "answered: boo [QQ123]"),
        // Somebody must correct them.
        (["0A000"], .configuration, "PostgreSQL cannot do this with the tables as they are: boo"),
        (["22000", "22012", "22021", "22P02"], .configuration, "the database rejected a value: boo"),
        (["26000"], .configuration, "pool_mode"),
        (["2F005", "38000", "39000", "P0001"], .configuration, "a function of the database failed: boo"),
        (["3F000", "42703", "42704", "42804", "42883", "42P01"], .configuration, "something is missing: boo"),
        (["42710", "42723", "42P06", "42P07"], .configuration, "a name that freshen needs is taken: boo; what has it"),
        (["42P17"], .configuration, "cannot follow: boo"), (["44000"], .configuration, "rejected a row: boo"),
        (["53400"], .configuration, "a limit of the server is too low for this statement: boo; raise"),
        (["54000", "54001"], .configuration, "a limit of PostgreSQL is exceeded: boo"),
        (["55000", "55P04"], .configuration, "not ready to be used: boo"),
        (["55P02"], .configuration, "a setting of the connection: boo"),
        // A right or a login is missing.
        (["0L000", "0P000", "42501"], .refused, "the database refuses: boo"),
        (["28000", "28P01", "3D000"], .refused, "the database refuses the login: boo"),
        (["57P04"], .refused, "the database was dropped: boo"),
        // freshen's own faults.
        (["22004"], .bug, "a statement of freshen returned a null: boo [22004]"),
        (["03000"], .bug, "PostgreSQL rejected a statement of freshen: boo [03000]"),
        (["21000", "23505", "23514", "24000", "25P02", "2D000", "34000", "3B001"], .bug, "rejected a statement"),
        (
            ["42601", "42602", "42622", "42702", "42712", "42803", "42P02", "42P08", "42P18"], .bug,
            "rejected a statement"
        ),
    ]

    @Test func `each state has its exit code and its message`() throws {
        let connection = try open(try PostgresServer.running().conninfo(database: "postgres"))
        for row in Self.rows {
            for state in row.states {
                let failure = try #require(throws: Failure.self, "\(state)") {
                    try translating {
                        try connection.execute("DO $$ BEGIN RAISE EXCEPTION 'boo' USING ERRCODE = '\(state)'; END $$")
                    }
                }
                #expect(failure.exit == row.exit && failure.message.contains(row.text), "\(state): \(failure)")
            }
        }
    }

    @Test(arguments: [
        ("no such database: x", ExitCode.configuration, "[databases]"),
        ("no such user: x", .refused, "refuses the login"),
        ("password authentication failed", .refused, "refuses the login"),
        ("unsupported startup parameter: options", .configuration, "ignore_startup_parameters"),
        ("transaction blocks not allowed in statement pooling mode", .configuration, "pool_mode = transaction"),
        ("bouncer config error", .configuration, "not configured"),
        ("SSL required", .configuration, "sslmode"),
        ("server login failed: wrong password type", .configuration, "log in"),
        ("unix socket login rejected", .refused, "refuses the login"),
        ("FATAL: role \"x\" is not permitted to log in", .refused, "refuses the login"),
        ("FATAL: permission denied for database \"x\"", .refused, "refuses the login"),
        ("FATAL: no pg_hba.conf entry for host \"x\"", .refused, "refuses the login"),
        ("FATAL: database \"x\" is not currently accepting connections", .configuration, "refuses the login"),
        // These may pass.
        ("query_wait_timeout", .tryAgain, "could not answer"),
        ("FATAL: database \"x\" is disabled", .tryAgain, "could not answer"),
        ("FATAL: database removed", .tryAgain, "could not answer"),
        ("client_login_timeout (server down)", .tryAgain, "answer"),
        ("no more connections allowed (max_client_conn)", .tryAgain, "could not answer"),
        ("server login has been failing, try again later (server_login_retry)", .tryAgain, "could not answer"),
        ("pgbouncer cannot connect to server", .tryAgain, "could not answer"),
    ])
    func `PgBouncer's failures have one state and differ by their text`(
        message: String, exit: ExitCode, text: String
    ) {
        let failure = Failure(
            PostgresError(kind: .server, sqlState: SQLState(rawValue: "08P01"), message: message))
        #expect(
            failure.exit == exit && failure.message.contains(message) && failure.message.contains(text), "\(failure)")
    }

    @Test(arguments: [
        ("42501", "permission denied for database \"x\"", ExitCode.refused, "GRANT CONNECT"),
        ("42501", "must be superuser or replication role to start walsender", .configuration, "replication"),
        (
            "42501", "permission denied to set parameter \"session_preload_libraries\"", .configuration,
            "correct `options`"
        ),
        ("58P01", "could not access file \"nope\": No such file or directory", .configuration, "preload_libraries"),
    ])
    func `refusals of a login differ by their text`(state: String, message: String, exit: ExitCode, text: String) {
        var error = PostgresError(kind: .server, sqlState: SQLState(rawValue: state), message: message)
        error.isLogin = true
        let failure = Failure(error)
        #expect(
            failure.exit == exit && failure.message.contains(message) && failure.message.contains(text), "\(failure)")
        #expect(exit == .refused || !failure.message.contains("GRANT CONNECT"))
    }

    @Test func `a right to a schema that is missing is named`() {
        let error = PostgresError(
            kind: .server, sqlState: .insufficientPrivilege, message: "permission denied for schema e")
        let failure = Failure(error)
        #expect(failure.exit == .refused && failure.message.contains("GRANT USAGE ON that SCHEMA"), "\(failure)")
    }

    @Test func `where the ledger is missing, the message names the command that makes it`() throws {
        let connection = try open(try PostgresServer.running().makeDatabase())
        for statement in ["SELECT 1 FROM freshen.item", "CREATE TABLE freshen.x (id int)"] {
            let failure = try #require(throws: Failure.self) { try translating { try connection.execute(statement) } }
            #expect(failure.exit == .configuration && failure.message.contains("freshen migrate"), "\(failure)")
        }
    }
}
