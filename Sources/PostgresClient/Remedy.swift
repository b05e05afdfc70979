/// What helps after a failure of the database.
package enum Remedy: Hashable, Sendable {
    /// It may pass by itself: the same call may succeed later.
    case waiting
    /// A setting, or something in the database, must be corrected.
    case correction
    /// A login or a privilege must be given.
    case access
    /// Nothing of the user's: the statement is wrong.
    case fix
}
