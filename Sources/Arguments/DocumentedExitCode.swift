/// An exit code of a program, as the help lists it.
package struct DocumentedExitCode: Sendable {
    /// The code, 0 to 255.
    package let code: Int
    /// When the program ends with it.
    package let meaning: String

    package init(code: Int, meaning: String) {
        self.code = code
        self.meaning = meaning
    }
}
