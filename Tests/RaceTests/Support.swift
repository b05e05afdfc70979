import Configuration
import Directus
import Freshen
import Glibc
import Ledger
import PostgresClient
import Synchronization
import TestSupport
import Testing

func open(_ conninfo: String) throws -> Connection {
    try Connection.open(conninfo, applicationName: "tests", timeout: .seconds(20))
}

func instant(_ text: String) -> Instant {
    guard let instant = Instant(rfc3339: text) else { preconditionFailure("\(text) is no instant") }
    return instant
}

/// A state in which a test cannot continue.
struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A ledger made as every run makes it: from freshen.yaml and the database's catalog.
func makeLedger(
    _ yaml: String, _ connection: Connection, failpoint: @escaping FailpointReached = { _ in }
) throws -> PostgresLedger {
    let secrets = Secrets(environment: [:]) { _ in nil }
    let rules = try readSite(Array(yaml.utf8), file: "freshen.yaml", secrets: secrets).collections
    let compiled = { try SourceCache().sources(rules, connection) }
    return PostgresLedger(connection, sources: try compiled(), compiledAgain: compiled, failpoint: failpoint)
}

func seen(_ look: LookOutcome) throws -> LookResult {
    guard case .finished(let seen) = look else { throw Unexpected("the look was busy") }
    return seen
}

extension SplitMix64 {
    /// A number from 0 up to and without `bound`.
    mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self)
    }

    /// True in so many cases of a hundred.
    mutating func chance(_ percent: Int) -> Bool {
        below(100) < percent
    }
}

/// A variable of the environment as a number.
func environmentNumber(_ name: String) -> Int? {
    getenv(name).flatMap { Int(String(cString: $0)) }
}
