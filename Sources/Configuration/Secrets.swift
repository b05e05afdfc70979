/// Access to the variables and mounted files that hold the secrets of freshen.yaml.
package struct Secrets: Sendable {
    /// The values of variables.
    package let environment: [String: String]
    /// The content of a file; nil where it cannot be read.
    package let file: @Sendable (String) -> String?

    /// Whether a missing token is a mistake; false for commands that send nothing to pods.
    package let areNeeded: Bool

    package init(environment: [String: String], areNeeded: Bool = true, file: @escaping @Sendable (String) -> String?) {
        self.environment = environment
        self.areNeeded = areNeeded
        self.file = file
    }
}
