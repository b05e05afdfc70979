package import Freshen
package import PostgresClient

extension Failure {
    /// The failure that a database error is reported as.
    package init(_ error: PostgresError) {
        let place = [error.table.map { "table \($0)" }, error.column.map { "column \($0)" }].compactMap { $0 }
        let details = ([error.message] + place).joined(separator: ", ")
        switch error.kind {
        case .interrupted: self.init(.tryAgain, error.message)
        case .connection, .timedOut: self.init(.tryAgain, "the database cannot be reached: \(details)")
        case .server: self = Self.failure(of: error, details)
        }
    }

    private static func failure(of error: PostgresError, _ details: String) -> Failure {
        let hint = error.hint.map { " (\($0))" } ?? ""
        switch error.sqlState {
        case nil: return Failure(.configuration, details)
        case .insufficientPrivilege?: return Failure(.refused, "the database refuses: \(details)\(hint)")
        case .undefinedTable? where error.isAboutLedger: return Self.noSchema
        case .undefinedTable?, .undefinedColumn?, .undefinedFunction?:
            return Failure(
                .configuration, "the database changed while it was read, or something is missing: \(details)")
        case .lockNotAvailable?:
            return Failure(.tryAgain, "a table is locked by another session (a migration?): \(details); try again")
        case .invalidCatalogName?, "28"?: return Failure(.refused, "the database refuses the login: \(details)")
        case .nullValueNotAllowed?: return Failure(.bug, "a statement of freshen returned a null: \(details)")
        case "22"?:
            return Failure(.configuration, "the database rejected a value: \(details)")
        case .readOnlyTransaction?:
            return Failure(
                .tryAgain,
                "the database takes no writes: \(details); a standby, or default_transaction_read_only is set for the role or database"
            )
        case _ where error.isTransient: return Failure(.tryAgain, "the database could not answer: \(details)")
        case let state?:
            return Failure(.bug, "PostgreSQL rejected a statement of freshen: \(details) [\(state.rawValue)]")
        }
    }

    static let noSchema = Failure(
        .configuration, "the schema freshen is missing in this database: run `freshen migrate`")
}

extension PostgresError {
    /// Whether a table of the ledger is missing, not one of the CMS.
    var isAboutLedger: Bool { message.contains("freshen.") }
}

/// Runs `body` and turns every error into a failure; errors that are not the database's are bugs.
package func translating<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
    do {
        return try body()
    } catch let failure as Failure {
        throw failure
    } catch let error as PostgresError {
        throw Failure(error)
    } catch {
        throw Failure(.bug, "\(error)")
    }
}
