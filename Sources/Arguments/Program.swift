/// A program as its user sees it on the command line: what `parse` accepts and what the help says.
package struct Program: Sendable {
    /// The name that the user types.
    package let name: String
    /// The version, without a leading `v`.
    package let version: String
    /// What the program does, in a sentence.
    package let summary: String
    /// The commands, in the order in which the help lists them.
    package let commands: [Command]
    /// Its exit codes and when it ends with them, in the order in which the help lists them.
    package let exitCodes: [(code: Int, meaning: String)]
    /// The environment variables that it reads, and what for.
    package let environment: [(name: String, meaning: String)]
    /// Complete command lines, each with its meaning.
    package let examples: [Example]

    package init(
        name: String, version: String, summary: String, commands: [Command],
        exitCodes: [(code: Int, meaning: String)] = [], environment: [(name: String, meaning: String)] = [],
        examples: [Example] = []
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.commands = commands
        self.exitCodes = exitCodes
        self.environment = environment
        self.examples = examples
    }
}
