/// A command line to start from, and what it does.
package struct Example: Sendable {
    /// The whole line as it would be typed; the help never wraps it, so that it can be copied.
    package let command: String
    /// What it does, in a sentence.
    package let meaning: String

    package init(command: String, meaning: String) {
        self.command = command
        self.meaning = meaning
    }
}
