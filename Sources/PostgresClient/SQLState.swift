/// PostgreSQL's code of five characters for a failure.
///
/// The first two are the class: `case "08":` in a `switch` matches every state of class 08.
package struct SQLState: RawRepresentable, Hashable, Sendable {
    /// The code as the server sent it, for example `42P01`.
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Whether a state belongs to a class, given as its two characters.
    package static func ~= (stateClass: String, state: SQLState) -> Bool {
        stateClass.utf8.count == 2 && state.rawValue.hasPrefix(stateClass)
    }

    /// 22004: a null where a value is required.
    package static let nullValueNotAllowed = SQLState(rawValue: "22004")
    /// 22021: text that the encoding cannot hold, such as a NUL character.
    package static let characterNotInRepertoire = SQLState(rawValue: "22021")
    /// 22023: a parameter has a value that is not allowed, such as an unknown time zone.
    package static let invalidParameterValue = SQLState(rawValue: "22023")
    /// 22P02: a text that is no value of the type.
    package static let invalidTextRepresentation = SQLState(rawValue: "22P02")
    /// 28P01: the password was not accepted.
    package static let invalidPassword = SQLState(rawValue: "28P01")
    /// 3D000: there is no database of that name.
    package static let invalidCatalogName = SQLState(rawValue: "3D000")
    /// 3F000: there is no schema of that name.
    package static let invalidSchemaName = SQLState(rawValue: "3F000")
    /// 40001: two serializable or repeatable-read transactions met; repeating one of them helps.
    package static let serializationFailure = SQLState(rawValue: "40001")
    /// 40P01: a deadlock was resolved by ending this transaction.
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    /// 42501: the role lacks a privilege.
    package static let insufficientPrivilege = SQLState(rawValue: "42501")
    /// 42883: there is no such function or operator.
    package static let undefinedFunction = SQLState(rawValue: "42883")
    /// 42P01: there is no such table.
    package static let undefinedTable = SQLState(rawValue: "42P01")
    /// 54000: a row or a value is larger than PostgreSQL allows, such as that of an index.
    package static let programLimitExceeded = SQLState(rawValue: "54000")
    /// 55P03: a lock was not free at once (NOWAIT), or not within `lock_timeout`.
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// 57P01: an administrator ended the session or the server.
    package static let adminShutdown = SQLState(rawValue: "57P01")
    /// 57P05: the server ended a session that had been idle for `idle_session_timeout`.
    package static let idleSessionTimeout = SQLState(rawValue: "57P05")
}
