/// Reads one YAML document, UTF-8 with or without a byte order mark.
///
/// A subset of YAML: no second document, no repeated key, no tag, no key that is a list or mapping, and lists and mappings
/// nested at most 64 deep. Aliases repeat at most 10,000 values, and never the value that they stand in. A merge key (`<<`)
/// adds the entries of a mapping, or of several, that the mapping has not itself.
///
/// - Throws: the first mistake in the order of the text; bytes that are not UTF-8 come before all else.
package func parseYAML(_ bytes: [UInt8]) throws(YAMLError) -> Node {
    let source = try Source(bytes)
    var composer = Composer(events: EventReader(source))
    return try composer.document()
}
