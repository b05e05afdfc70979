package import Freshen
internal import LedgerSQL
package import PostgresClient

extension Failure {
    /// The failure that a database error is reported as; PostgresClient/FailureTable.swift decides.
    package init(_ error: PostgresError) {
        let isSchema = error.sqlState == .undefinedTable || error.sqlState == .invalidSchemaName
        self = isSchema && error.isAboutLedger ? Self.noSchema : Failure(error.remedy.exit, error.explanation)
    }

    static let noSchema = missing(schema: LedgerName.schema)

    static func missing(schema: String) -> Failure {
        Failure(.configuration, "the schema \(schema) is missing in this database: run `freshen migrate`")
    }
}

extension PostgresError {
    /// Whether a table of the ledger, or its schema, is missing, and nothing of the CMS.
    var isAboutLedger: Bool { message.contains("freshen.") || message.contains("\"freshen\"") }
}

extension Remedy {
    fileprivate var exit: ExitCode {
        switch self {
        case .waiting: .tryAgain
        case .correction: .configuration
        case .access: .refused
        case .fix: .bug
        }
    }
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
