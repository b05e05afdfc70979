/// Reads one YAML document, UTF-8 with or without a byte order mark.
///
/// A subset of YAML: no second document, no repeated key, no anchor, alias, tag or merge key, no key that is a list or
/// mapping, and lists and mappings nested at most 64 deep.
///
/// - Throws: the first mistake in the order of the text; bytes that are not UTF-8 come before all else.
package func parseYAML(_ bytes: [UInt8]) throws(YAMLError) -> Node {
    let source = try Source(bytes)
    return try Composer(events: EventReader(source)).document()
}
