/// The arguments of a command that are no options.
package struct Operands: Sendable {
    /// An operand's placeholder in the help, for example `PATH|#TAG`.
    package let placeholder: String
    /// What an operand is, in a line.
    package let meaning: String
    /// Whether there must be one.
    package let required: Bool
    /// Whether there may be more than one.
    package let repeats: Bool

    package init(placeholder: String, meaning: String, required: Bool, repeats: Bool) {
        self.placeholder = placeholder
        self.meaning = meaning
        self.required = required
        self.repeats = repeats
    }

    /// The operands as they stand in a usage line: `[PATH ...]`.
    var label: String {
        let label = repeats ? "\(placeholder) ..." : placeholder
        return required ? label : "[\(label)]"
    }
}
