/// What the search of one place for credentials found.
enum Finding {
    case credentials(Credentials)
    /// None, for this reason; nil: the place is not configured at all, which messages do not mention.
    case nothing(String?)
}
