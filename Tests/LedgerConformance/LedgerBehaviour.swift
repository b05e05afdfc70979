import Freshen

/// One behaviour that `LedgerKeeping` promises, checked on any implementation of it.
///
/// `check` takes a new ledger that was never looked at.
package struct LedgerBehaviour: Sendable, CustomStringConvertible {
    package let description: String
    package let check: @Sendable (any LedgerUnderTest) throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (any LedgerUnderTest) throws -> Void) {
        self.description = description
        self.check = check
    }

    /// Every behaviour.
    package static let all = targets + log + acknowledging + resending + processes + batches + refusals

    static let pod = Target(kind: .pod, web: "shop", name: "http://127.0.0.1:1")
    static let other = Target(kind: .pod, web: "shop", name: "http://127.0.0.1:2")
    static let edge = Target(kind: .distribution, name: "E1")

    /// A ledger that knew one pod and one distribution at the first look, and a log of `paths`.
    static func settle(_ test: any LedgerUnderTest, _ paths: String...) throws {
        try test.ledger.enlist([pod, edge])
        try test.look()
        try test.append(paths.map { LogEntry(.path($0)) })
    }
}
