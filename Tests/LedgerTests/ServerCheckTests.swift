import Freshen
import PostgresClient
import TestSupport
import Testing

@testable import Ledger

/// Servers on which the ledger cannot be kept.
@Suite(.timeLimit(.minutes(10))) struct ServerCheckTests {
    @Test func `a server older than PostgreSQL 13 is refused by its version`() throws {
        let old = try #require(throws: Failure.self) { try ServerCheck.check(version: 120_022, isStandby: false) }
        #expect(old.exit == .configuration)
        #expect(old.message == "the database is PostgreSQL 12: freshen needs 13 or newer, so upgrade it")
        try ServerCheck.check(version: 130_000, isStandby: false)
    }

    @Test func `a standby is tried again later, a primary is not refused`() throws {
        let primary = try PostgresServer.start()
        try ServerCheck.check(open(primary.conninfo(database: "postgres")))
        let standby = try primary.startStandby()
        let failure = try #require(throws: Failure.self) {
            try ServerCheck.check(open(standby.conninfo(database: "postgres")))
        }
        #expect(failure.exit == .tryAgain && failure.message.contains("needs the primary"))
    }
}
