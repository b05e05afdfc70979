/// The settings of each transaction that reads the CMS, to be written after `SET LOCAL`.
///
/// They make the text of a value independent of the session, because versions are hashes of texts. With
/// `row_security = off` a statement fails where row-level security would hide rows. JIT compilation is off, because
/// wrong estimates of rows would start it for short statements.
package let sessionSettings = [
    "TimeZone = 'UTC'", "DateStyle = 'ISO, YMD'", "IntervalStyle = 'postgres'", "extra_float_digits = 1",
    "bytea_output = 'hex'", "row_security = off", "jit = off",
]
