/// One header field of a request or of an answer.
package struct HTTPHeader: Hashable, Sendable {
    /// The name as written; it is compared without regard to case.
    package var name: String
    /// The value without surrounding blanks.
    package var value: String

    /// A line break in either part is refused when the request is sent.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
