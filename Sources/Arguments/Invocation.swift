/// A valid command line: one command with its options and operands.
package struct Invocation: Sendable {
    /// The command's name.
    package let command: String
    /// The operands, in the order given.
    package let operands: [String]
    /// The values of the options that were given, by name; a flag's value is empty.
    let given: [String: String]
    /// The options that the command takes.
    let options: [Option]

    /// Whether the option or flag of this name was given (`--dry-run`); a default does not count.
    package func has(_ option: String) -> Bool {
        given[option] != nil
    }

    /// The value of the option of this name (`--config`), given or by default; nil if there is neither.
    package func value(_ option: String) -> String? {
        given[option] ?? options.first { $0.name == option }?.defaultValue
    }
}
