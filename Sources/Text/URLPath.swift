/// The characters of a URL's path that need no percent-encoding.
///
/// `freshen.percent_encode` and `freshen.url_value` of the schema hold the same set; a test compares them byte by byte.
package enum URLPath {
    /// The allowed characters other than letters and digits, as in RFC 3986's `pchar`.
    ///
    /// `-` comes last, because elsewhere between the brackets of `plainSegment` it would mean a range.
    private static let marks = "._~!$&'()*+,;=:@-"

    /// A regular expression for a path segment that needs no percent-encoding and does not begin with a dot.
    package static let plainSegment = "^[A-Za-z0-9\(marks.dropFirst())][A-Za-z0-9\(marks)]*$"

    private static let characters = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/\(marks)".utf8)

    /// A value as part of a path: every byte that a path cannot hold becomes `%XX`, `%` included.
    package static func encoded(_ value: String) -> String { percentEncoded(value, keeping: marks + "/") }

    /// Whether a byte needs no percent-encoding in a path; `/` needs none.
    package static func allows(_ byte: UInt8) -> Bool {
        characters.contains(byte)
    }
}
