/// One environment variable that a program reads.
package struct EnvironmentVariable: Sendable {
    /// The variable's name.
    package let name: String
    /// What it is read for.
    package let meaning: String

    package init(name: String, meaning: String) {
        self.name = name
        self.meaning = meaning
    }
}
