internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Refuses tables whose keys the ledger cannot tell items apart by.
struct KeyCheck {
    let source: ItemSource
    let session: Session

    /// Throws where a table that inherits from one of the source's repeats a key.
    func checkRepeated() throws {
        guard let repeatedKeys = source.repeatedKeys, let row = try session.rows(repeatedKeys).first else { return }
        let name = try row.text("name")
        throw Failure(
            .configuration,
            "\(name) has the key \(try row.text("key")) more than once, in tables that inherit from it: make the keys different, or "
                + "take the tables out (ALTER TABLE … NO INHERIT \(name))")
    }

    /// Runs `body`, which stores keys, and names the table where one is too long for the ledger's index.
    func naming(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as PostgresError where error.sqlState == .programLimitExceeded && error.table == "item" {
            throw Failure(
                .configuration,
                "\(source.name) has a key of more bytes than the ledger can hold, which are 2,700: give it a shorter primary key "
                    + "(\(error.message))")
        }
    }
}
