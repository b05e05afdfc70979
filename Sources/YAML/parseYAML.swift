/// Reads one YAML document, UTF-8 with or without a byte order mark.
///
/// A subset of YAML: no second document, no repeated key, no tag, no key that is a list or mapping, and lists and
/// mappings nested at most 64 deep. Aliases repeat at most 10,000 values, and never a value that contains them. A merge
/// key (`<<`) adds those entries of one or several mappings whose keys the mapping does not have itself.
///
/// - Throws: the first mistake in the order of the text; bytes that are not UTF-8 are found before any other mistake.
package func parseYAML(_ bytes: [UInt8]) throws(YAMLError) -> Node {
    let source = try Source(bytes)
    var composer = Composer(events: EventReader(source))
    return try composer.document()
}
