import Testing

@testable import PostgresClient

@Suite(.timeLimit(.minutes(10))) struct SQLStateTests {
    @Test func `a class matches its states and no others`() {
        #expect("53" ~= SQLState(rawValue: "53300"))
        #expect(!("53" ~= SQLState(rawValue: "57P01")))
        #expect(!("5" ~= SQLState(rawValue: "53300")))
    }

    @Test(arguments: [
        "08006", "40001", "40P01", "53300", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "ZZZZZ",
    ])
    func `a failure that a retry may resolve is transient`(state: String) {
        #expect(PostgresError(kind: .server, sqlState: SQLState(rawValue: state), message: "").isTransient)
    }

    @Test(arguments: ["28P01", "3D000", "42P01", "22012", "53400", "57P04", "42601"])
    func `a failure that somebody has to correct is not transient`(state: String) {
        #expect(!PostgresError(kind: .server, sqlState: SQLState(rawValue: state), message: "").isTransient)
    }

    @Test func `without a code the kind decides`() {
        #expect(PostgresError(kind: .connection, message: "").isTransient)
        #expect(PostgresError(kind: .timedOut, message: "").isTransient)
        #expect(!PostgresError(kind: .interrupted, message: "").isTransient)
        #expect(!PostgresError(kind: .settings, message: "").isTransient)
    }
}
