/// The characters of a URL's path that need no percent-encoding.
///
/// `freshen.percent_encode` and `freshen.url_value` of the schema hold the same set; a test compares them byte by byte.
package enum URLPath {
    /// The allowed characters other than letters and digits, as in RFC 3986's `pchar`.
    ///
    /// `-` comes last, so that it stands for itself between the brackets of `plainSegment`.
    private static let marks = "._~!$&'()*+,;=:@-"

    /// A regular expression for one segment that is already as it stands in a URL, and does not begin with a dot.
    package static let plainSegment = "^[A-Za-z0-9\(marks.dropFirst())][A-Za-z0-9\(marks)]*$"

    private static let characters = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/\(marks)".utf8)

    /// Whether a byte stands for itself in a path; `/` does.
    package static func allows(_ byte: UInt8) -> Bool {
        characters.contains(byte)
    }
}
