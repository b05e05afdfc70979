internal import Freshen
internal import Text

extension String {
    /// The text with the token and control characters replaced, cut to the length of a log line.
    func printable(hiding token: Secret) -> String {
        replacing(token.reveal, with: token.description).oneLine(longest: 300)
    }
}
