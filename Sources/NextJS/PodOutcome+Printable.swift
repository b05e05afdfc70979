internal import Freshen

extension PodOutcome {
    /// The same in words that can be printed: a pod may say anything, the token that it was sent included.
    func fit(toShow token: Secret) -> PodOutcome {
        guard case .failed(let failure, let detail) = self else { return self }
        return .failed(failure, detail.fit(toShow: token))
    }
}

extension String {
    /// The same in words that can be printed.
    func fit(toShow token: Secret) -> String {
        replacing(token.reveal, with: token.description).asLogLine
    }

    /// On one line, without control characters, and no longer than a log line should be.
    fileprivate var asLogLine: String {
        let scalars = unicodeScalars.prefix(Self.longest).map { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: " " as Unicode.Scalar
            default: scalar
            }
        }
        var line = String.UnicodeScalarView(scalars)
        if unicodeScalars.count > Self.longest { line.append("…") }
        return String(line)
    }

    private static let longest = 300
}
