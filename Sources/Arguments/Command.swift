/// One command of a program.
package struct Command: Sendable {
    /// The word that the user types.
    package let name: String
    /// What it does, in a line.
    package let summary: String
    /// More about it: paragraphs separated by an empty line, or nothing.
    package let discussion: String
    /// The options that it takes, beside `--help` and `--version`, which every command takes.
    package let options: [Option]
    /// The operands that it takes; nil for none.
    package let operands: Operands?
    /// Complete command lines, each with its meaning.
    package let examples: [Example]

    package init(
        name: String, summary: String, discussion: String = "", options: [Option] = [], operands: Operands? = nil,
        examples: [Example] = []
    ) {
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.options = options
        self.operands = operands
        self.examples = examples
    }
}
