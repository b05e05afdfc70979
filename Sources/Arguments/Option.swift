/// One option of a command, which may be given once.
package struct Option: Sendable {
    /// The name with its dashes, for example `--config`.
    package let name: String
    /// The value's placeholder in the help, for example `FILE`; nil for a flag, which takes no value.
    package let placeholder: String?
    /// What it does, in a line without a final period.
    package let summary: String
    /// The value where the option is not given.
    package let defaultValue: String?
    /// The only values that are accepted; nil for any.
    package let allowed: [String]?
    /// The value where the option is given without one; nil: it must be given with a value.
    ///
    /// A value of such an option follows a `=`, never a blank.
    package let bareValue: String?

    package init(
        _ name: String, placeholder: String? = nil, summary: String, defaultValue: String? = nil,
        allowed: [String]? = nil, bareValue: String? = nil
    ) {
        self.name = name
        self.placeholder = placeholder
        self.summary = summary
        self.defaultValue = defaultValue
        self.allowed = allowed
        self.bareValue = bareValue
    }

    /// The name as it stands in a usage line: `--config FILE` or `--wait[=TIME]`.
    var label: String {
        guard let placeholder else { return name }
        return bareValue == nil ? "\(name) \(placeholder)" : "\(name)[=\(placeholder)]"
    }

    /// The flags that every command takes.
    static let common = [
        Option("--help", summary: "print this help and exit (short: -h)"),
        Option("--version", summary: "print the version and exit"),
    ]
}

/// An option as it was typed, `--name` or `--name=value`.
struct GivenOption {
    let name: String
    /// The text behind the first `=`; nil without one.
    let value: String?

    init(_ argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        value = parts.count > 1 ? String(parts[1]) : nil
    }
}
