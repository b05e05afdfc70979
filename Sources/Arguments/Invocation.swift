/// A valid command line: one command with its options and operands.
package struct Invocation: Sendable {
    /// The command's name.
    package let command: String
    /// The operands, in the order given.
    package let operands: [String]
    private let given: [String: String]
    private let defaults: [String: String]

    /// `given` holds the options by name; a flag's value is empty.
    init(_ command: Command, given: [String: String], operands: [String]) {
        self.command = command.name
        self.operands = operands
        self.given = given
        defaults = command.options.reduce(into: [:]) { $0[$1.name] = $1.defaultValue }
    }

    /// Whether the option or flag of this name was given (`--dry-run`); a default does not count.
    package func has(_ option: String) -> Bool {
        given[option] != nil
    }

    /// The value of the option of this name (`--config`), given or by default; nil if there is neither.
    package func value(_ option: String) -> String? {
        given[option] ?? defaults[option]
    }
}
