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
    /// What its exit codes mean, in the order in which the help lists them.
    package let exitCodes: [DocumentedExitCode]
    /// The environment variables that it reads.
    package let environment: [EnvironmentVariable]
    /// Whole command lines to start from.
    package let examples: [Example]

    package init(
        name: String, version: String, summary: String, commands: [Command], exitCodes: [DocumentedExitCode] = [],
        environment: [EnvironmentVariable] = [], examples: [Example] = []
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
