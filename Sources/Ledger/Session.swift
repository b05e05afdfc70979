internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// A connection to the CMS's database that runs statements with bound values.
struct Session {
    let connection: Connection
    /// The ledger's schema.
    var schema = LedgerName.schema

    func rows(_ sql: SQL, _ context: SQL.Context = SQL.Context()) throws -> Rows {
        var context = context
        context.schema = schema
        let rendered = sql.rendered(context)
        return try connection.query(rendered.text, rendered.parameters)
    }

    func run(_ sql: SQL, _ context: SQL.Context = SQL.Context()) throws {
        _ = try rows(sql, context)
    }

    /// Runs `body` between `begin` and COMMIT.
    ///
    /// A REPEATABLE READ transaction fails where another one committed a change to the same row after the snapshot was
    /// taken. It is repeated then with a newer snapshot, five times at most.
    func transaction<Result>(_ begin: String, _ body: () throws -> Result) throws -> Result {
        var attempt = 0
        while true {
            attempt += 1
            do {
                try connection.execute(begin)
                let result = try body()
                try commit()
                return result
            } catch let error as PostgresError where error.sqlState == .serializationFailure && attempt < 5 {
                try connection.execute("ROLLBACK")
            } catch {
                connection.rollBack()
                throw error
            }
        }
    }

    /// A COMMIT can wait without end, for a synchronous standby that is gone.
    private func commit() throws {
        let before = connection.statementTimeout
        defer { connection.statementTimeout = before }
        connection.statementTimeout = min(before ?? .seconds(10), .seconds(10))
        connection.whileRunning = nil
        do throws(PostgresError) {
            try connection.execute("COMMIT")
        } catch {
            guard error.kind == .timedOut else { throw error }
            throw Failure(
                .tryAgain,
                "\(error.message) to COMMIT (does a synchronous standby not answer?): the next run goes on from what is stored"
            )
        }
    }
}
