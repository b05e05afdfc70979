/// Access to the variables and mounted files that hold the secrets of freshen.yaml.
package struct Secrets: Sendable {
    /// The values of variables.
    package let environment: [String: String]
    /// The content of a file; nil where it cannot be read.
    package let file: @Sendable (String) -> String?

    package init(environment: [String: String], file: @escaping @Sendable (String) -> String?) {
        self.environment = environment
        self.file = file
    }
}
