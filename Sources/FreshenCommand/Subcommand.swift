/// The commands of the program, by the words that users type.
enum Subcommand: String, CaseIterable {
    case run
    case catchUp = "catch-up"
    case reconcile
    case invalidate
    case status
    case doctor
    case answer
    case migrate

    /// Words that other tools use for the same command.
    static let aliases = ["validate": doctor, "check": doctor]
}
