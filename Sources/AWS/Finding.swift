/// What the search of one place for credentials found.
enum Finding {
    case credentials(Credentials)
    /// None, for this reason; nil where the place is not set up at all, which needs no mention.
    case nothing(String?)
}
