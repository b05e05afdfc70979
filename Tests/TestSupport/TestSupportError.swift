/// A reason for which a test could not be prepared.
package struct TestSupportError: Error, CustomStringConvertible {
    /// What happened, in words.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
