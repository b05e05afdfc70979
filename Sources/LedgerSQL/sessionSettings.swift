/// The settings of each transaction that reads the CMS, to be written after `SET LOCAL`.
///
/// They make the text of a value independent of the session, because versions are hashes of texts. With
/// `row_security = off` a statement fails where row-level security would hide rows. JIT compilation is off, because
/// wrong estimates of rows would start it for short statements.
package let sessionSettings = [
    "TimeZone = 'UTC'", "DateStyle = 'ISO, YMD'", "IntervalStyle = 'postgres'", "extra_float_digits = 1",
    "bytea_output = 'hex'", "row_security = off", "jit = off",
]

/// The settings of each transaction of freshen, to be written after `SET LOCAL`.
///
/// A role or a server may have limits for the statements of an application, which a look exceeds; freshen has its own
/// limits. A transaction in which freshen hangs is ended by the server all the same. `serverVersion` is 170004 for 17.4.
package func transactionLimits(serverVersion: Int) -> [String] {
    ["statement_timeout = 0", "idle_in_transaction_session_timeout = '10s'"]
        + (serverVersion < 170_000 ? [] : ["transaction_timeout = 0"])
}
