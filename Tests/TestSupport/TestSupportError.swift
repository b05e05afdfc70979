/// Why a test could not be prepared or a program not be run.
package struct TestSupportError: Error, CustomStringConvertible {
    /// The message.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
