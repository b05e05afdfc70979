package import Freshen
package import PostgresClient

extension Failure {
    /// What a database error means to the one who runs freshen.
    package init(_ error: PostgresError) {
        let place = [error.table.map { "table \($0)" }, error.column.map { "column \($0)" }].compactMap { $0 }
        let details = ([error.message] + place).joined(separator: ", ")
        switch error.kind {
        case .interrupted: self.init(.tryAgain, "interrupted")
        case .connection, .timedOut: self.init(.tryAgain, "the database cannot be reached: \(details)")
        case .server: self = Self.refusal(error, details)
        }
    }

    private static func refusal(_ error: PostgresError, _ details: String) -> Failure {
        let hint = error.hint.map { " (\($0))" } ?? ""
        switch error.sqlState?.rawValue {
        case nil: return Failure(.configuration, details)
        case "42501": return Failure(.refused, "the database refuses: \(details)\(hint)")
        case "42P01" where error.message.contains("freshen."): return Self.noSchema
        case "42P01", "42703", "42883":
            return Failure(
                .configuration, "the database changed while it was read, or something is missing: \(details)")
        case "55P03":
            return Failure(.tryAgain, "a table is locked by another session (a migration?): \(details); try again")
        case let state? where state.hasPrefix("28") || state == "3D000":
            return Failure(.refused, "the database refuses the login: \(details)")
        case let state? where state.hasPrefix("22"):
            return Failure(.configuration, "a value of freshen.yaml does not fit its column: \(details)")
        case _ where error.isTransient: return Failure(.tryAgain, "the database could not answer: \(details)")
        default:
            return Failure(
                .bug, "the database does not understand freshen: \(details) [\(error.sqlState?.rawValue ?? "")]")
        }
    }

    static let noSchema = Failure(
        .configuration, "the schema freshen is missing in this database: run `freshen migrate`")
}

/// Runs `body` and says what a database error means; other errors are bugs.
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
