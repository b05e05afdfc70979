/// The commands of the program, by the words that users type.
enum Subcommand: String, CaseIterable {
    case run
    case catchUp = "catch-up"
    case reconcile
    case invalidate
    case status
    case answer
    case migrate
}
