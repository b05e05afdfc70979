internal import Freshen

extension String {
    /// The text with the token and control characters replaced, cut to the length of a log line.
    func printable(hiding token: Secret) -> String {
        let text = replacing(token.reveal, with: token.description).unicodeScalars
        let scalars = text.prefix(Self.longest).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: " " as Unicode.Scalar
            default: scalar
            }
        }
        var line = String.UnicodeScalarView(scalars)
        if text.count > Self.longest { line.append("…") }
        return String(line)
    }

    private static let longest = 300
}
