extension String {
    /// The text on one line: control characters and separators of lines become blanks, and what is beyond `longest` Unicode
    /// scalars becomes "…".
    ///
    /// For text that may come from a server, before it is printed.
    package func oneLine(longest: Int) -> String {
        let line = unicodeScalars.prefix(longest).map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: " "
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(line)) + (unicodeScalars.count > longest ? "…" : "")
    }
}
