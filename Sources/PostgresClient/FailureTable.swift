/// What each failure of PostgreSQL, of PgBouncer and of libpq means.
///
/// The first row that fits decides, so a row with a text of the message or with a whole code stands before its class.
struct FailureTable {
    struct Row: Sendable {
        /// A SQLSTATE or its class.
        let state: String
        /// A part of the message; nil: any message.
        let text: String?
        let remedy: Remedy
        /// What happened.
        let meaning: String
        /// What to do; empty where the message or the meaning says it.
        let advice: String

        init(
            _ state: String, saying text: String? = nil, _ remedy: Remedy, _ meaning: String, _ advice: String = ""
        ) {
            (self.state, self.text, self.remedy) = (state, text, remedy)
            (self.meaning, self.advice) = (meaning, advice)
        }

        func fits(_ error: PostgresError) -> Bool {
            (error.sqlState?.rawValue.hasPrefix(state) ?? false) && (text.map(error.message.contains) ?? true)
        }
    }

    /// The row of a server's failure; nil: the state is unknown, which may pass.
    static func row(_ error: PostgresError) -> Row? {
        ((error.isLogin ? login : []) + pooler + statements).first { $0.fits(error) }
    }

    /// Failures that end the login.
    private static let login: [Row] = [
        Row("28", .access, refused), Row("3D", .access, refused),
        Row("42501", saying: "replication", .correction, refused, "take `replication` out of DATABASE_URL"),
        Row("42501", saying: "permission denied to set parameter", .correction, setting, options),
        Row(
            "42501", saying: "for database", .access, refused,
            "let the owner of the database GRANT CONNECT ON DATABASE … TO the role"),
        Row("42501", .access, refused),
        Row(
            "58P01", .correction, "a library that the role, the database or the server loads at each login is missing",
            "correct local_preload_libraries or session_preload_libraries"),
        Row(
            "55000", .correction, refused,
            "ALTER DATABASE … ALLOW_CONNECTIONS true, or name another database in DATABASE_URL"),
        Row("22", .correction, setting, options), Row("42", .correction, setting, options),
        Row("55P02", .correction, setting, options), Row("0A", .correction, refused),
    ]

    /// PgBouncer's own failures have the code of a broken protocol and differ by their text.
    private static let pooler: [Row] = [
        Row(
            "08P01", saying: "statement pooling mode", .correction, "the pooler is in statement mode",
            "set pool_mode = transaction (or session) for this database in PgBouncer"),
        Row(
            "08P01", saying: "no such database", .correction, "the pooler does not know the database",
            "name it in PgBouncer's [databases], or correct DATABASE_URL"),
        Row(
            "08P01", saying: "unsupported startup parameter", .correction,
            "the pooler refuses a setting of the connection",
            "take it out of DATABASE_URL and PGOPTIONS, or add it to PgBouncer's ignore_startup_parameters"),
        Row("08P01", saying: "SSL required", .correction, "the pooler takes connections over TLS alone", "set sslmode"),
        Row("08P01", saying: "config error", .correction, "the pooler is not configured"),
        Row("08P01", saying: "password type", .correction, "the pooler cannot log in to the server"),
        Row("08P01", saying: "is disabled", .waiting, unanswered, "an administrator has disabled it in PgBouncer"),
        Row("08P01", saying: "database removed", .waiting, unanswered, "PgBouncer's configuration was changed"),
        // What the server refuses the pooler, which passes the text on, but not the code.
        Row("08P01", saying: "FATAL: database", .correction, refused, "correct DATABASE_URL"),
        Row("08P01", saying: "does not exist", .access, refused),
        Row("08P01", saying: "not permitted to log in", .access, refused),
        Row("08P01", saying: "permission denied", .access, refused),
        Row("08P01", saying: "no pg_hba.conf entry", .access, refused),
        Row("08P01", saying: "no such user", .access, refused),
        Row("08P01", saying: "authentication failed", .access, refused),
        Row("08P01", saying: "login rejected", .access, refused), Row("08P01", saying: "not allowed", .access, refused),
    ]

    /// Failures of a statement, by class; a class that is not named is unknown.
    private static let statements: [Row] = [
        Row("03", .fix, statement),
        Row("08", .waiting, unanswered),
        Row("0A", .correction, "PostgreSQL cannot do this with the tables as they are"),
        Row("0L", .access, denied), Row("0P", .access, denied),
        Row("21", .fix, statement),
        Row("22004", .fix, "a statement of freshen returned a null"),
        Row("22", .correction, "the database rejected a value"),
        Row("23", .fix, statement), Row("24", .fix, statement),
        Row(
            "25006", .waiting, "the database takes no writes",
            "a standby, or default_transaction_read_only is set for the role, the database or the server"),
        Row("25P03", .waiting, "the server ended a transaction in which freshen had hung"),
        Row(
            "25P04", .waiting, "the server ended a transaction",
            "raise transaction_timeout for freshen's role if this repeats"),
        Row("25", .fix, statement),
        Row(
            "26", .correction, "a pooler gave the statement to another session",
            "set its pool_mode to transaction or session"),
        Row("28", .access, refused), Row("2D", .fix, statement), Row("2F", .correction, function),
        Row("34", .fix, statement), Row("38", .correction, function), Row("39", .correction, function),
        Row("3B", .fix, statement), Row("3D", .access, refused),
        Row("3F", .correction, changed),
        Row("40", .waiting, unanswered),
        Row(
            "42501", saying: "for schema", .access, denied,
            "GRANT USAGE ON that SCHEMA TO the role, as sql/role.sql does for the types of columns"),
        Row("42501", .access, denied),
        Row("42601", .fix, statement), Row("42602", .fix, statement), Row("42622", .fix, statement),
        Row("42702", .fix, statement), Row("42712", .fix, statement), Row("42803", .fix, statement),
        Row("42P02", .fix, statement), Row("42P08", .fix, statement), Row("42P18", .fix, statement),
        Row("42P06", .correction, occupied, rename), Row("42P07", .correction, occupied, rename),
        Row("42710", .correction, occupied, rename), Row("42723", .correction, occupied, rename),
        Row("42P17", .correction, "the database has a definition that PostgreSQL cannot follow"),
        Row("42", .correction, changed),
        Row("44", .correction, "the database rejected a row"),
        Row(
            "53400", .correction, "a limit of the server is too low for this statement",
            "raise the setting that is named for freshen's role"),
        Row("53", .waiting, unanswered),
        Row("54", .correction, "a limit of PostgreSQL is exceeded"),
        Row("55P03", .waiting, "a table is locked by another session (a migration?)", "try again"),
        Row("55006", .waiting, unanswered), Row("55P02", .correction, setting, options),
        Row("55000", saying: "recovery", .waiting, unanswered),
        Row("55", .correction, "something in the database is not ready to be used"),
        Row(
            "57014", .waiting, "a statement was cancelled",
            "by an administrator, or by statement_timeout of the role, the database or the server: raise it if this "
                + "repeats"),
        Row("57P04", .access, "the database was dropped"),
        Row("57P05", .waiting, "the server ended an idle session", "raise idle_session_timeout if this repeats"),
        Row("57", .waiting, unanswered), Row("58", .waiting, "the database server has a failure of its system"),
        Row("72", .waiting, unanswered), Row("HV", .waiting, "the server of a foreign table did not answer"),
        Row("P0", .correction, function),
        Row("XX001", .waiting, "the database is damaged"),
        Row("XX002", .waiting, "an index of the database is damaged"),
    ]

    private static let refused = "the database refuses the login"
    private static let denied = "the database refuses"
    private static let unanswered = "the database could not answer"
    private static let statement = "PostgreSQL rejected a statement of freshen"
    private static let function = "a function of the database failed"
    private static let changed = "the database changed while it was read, or something is missing"
    private static let occupied = "a name that freshen needs is taken"
    private static let rename = "what has it is not freshen's: rename or drop it"
    private static let setting = "the server refuses a setting of the connection"
    private static let options = "correct `options` in DATABASE_URL, or PGOPTIONS"
}
