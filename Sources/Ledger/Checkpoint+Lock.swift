internal import Freshen
internal import LedgerSQL
internal import PostgresClient

extension Checkpoint {
    /// Takes the run lock, which every writer of the log holds until it commits, and reads the checkpoint.
    ///
    /// A dry run takes no lock. Throws `Busy` where another transaction holds it and the request does not wait.
    static func locked(_ session: Session, _ request: LookRequest) throws -> Checkpoint {
        guard !request.isDryRun else {
            try requireReadOnly(session)
            return try Checkpoint(session, .none)
        }
        do {
            return try Checkpoint(session, request.waitsForLock ? .waiting : .notWaiting)
        } catch let error as PostgresError where error.sqlState == .lockNotAvailable {
            guard request.waitsForLock else { throw Busy() }
            throw Failure(.tryAgain, "another freshen has been looking for more than 30 s: try again when it has ended")
        }
    }

    /// Makes sure that the transaction is READ ONLY, so that the server refuses every write.
    private static func requireReadOnly(_ session: Session) throws {
        guard try session.rows("SHOW transaction_read_only").first?.text("transaction_read_only") == "on" else {
            throw Failure(.bug, "a dry run's transaction is not READ ONLY")
        }
    }
}

/// Another freshen holds the run lock.
struct Busy: Error {}
