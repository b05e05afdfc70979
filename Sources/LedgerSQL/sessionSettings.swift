/// What a transaction sets so that the text of a value does not depend on the session: `SET LOCAL` takes each of them.
///
/// Row-level security fails instead of hiding rows.
package let sessionSettings = [
    "TimeZone = 'UTC'", "DateStyle = 'ISO, YMD'", "IntervalStyle = 'postgres'", "extra_float_digits = 1",
    "bytea_output = 'hex'", "row_security = off", "jit = off",
]
