/// Writes a name so that SQL reads it as exactly that identifier: `a"b` becomes `"a""b"`.
///
/// A name is the one thing that cannot be a parameter. It must not hold a NUL character, which a statement refuses.
package func quoteIdentifier(_ name: String) -> String {
    var quoted = "\""
    for scalar in name.unicodeScalars {
        if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
        quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
}
