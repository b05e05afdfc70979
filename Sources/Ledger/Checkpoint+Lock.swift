internal import Freshen
internal import LedgerSQL
internal import PostgresClient

extension Checkpoint {
    /// Takes the lock that every writer of the log holds until it commits, and reads what it guards.
    ///
    /// A dry run takes none, and proves that it could not write. Throws `Busy` where the request does not wait.
    static func locked(_ session: Session, _ request: LookRequest) throws -> Checkpoint {
        guard !request.isDryRun else {
            try proveReadOnly(session)
            return try Checkpoint(session, lock: "")
        }
        do {
            return try Checkpoint(session, lock: request.waitsForLock ? "FOR UPDATE" : "FOR UPDATE NOWAIT")
        } catch let error as PostgresError where error.sqlState?.rawValue == "55P03" {
            guard request.waitsForLock else { throw Busy() }
            throw Failure(.tryAgain, "another freshen has been looking for more than 30 s: try again when it has ended")
        }
    }

    /// A dry run's promise is the server's: it refuses every write in this transaction.
    private static func proveReadOnly(_ session: Session) throws {
        guard try session.rows("SHOW transaction_read_only").first?[0] == "on" else {
            throw Failure(.bug, "a dry run's transaction is not READ ONLY")
        }
    }
}
