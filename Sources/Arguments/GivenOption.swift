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
