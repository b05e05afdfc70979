/// libyaml's error, turned into one line that says what to do.
struct Diagnosis {
    /// libyaml's message, for example `did not find expected key`.
    let problem: String
    let position: Position
    /// What libyaml was doing, for example `while parsing a block mapping`, and where that began.
    var context: String?
    var contextPosition = Position(line: 1, column: 1)

    /// The error to report.
    ///
    /// An unquoted path with brackets is the most common mistake. It has a message of its own, because libyaml's message is
    /// about a missing comma.
    func error(in source: Source) -> YAMLError {
        let pathMessage = quotedPath(in: source.line(position.line), column: position.column).map { path in
            "outside quotes a bracket begins a new value here: quote the path, e.g. \(path)"
        }
        return YAMLError(position: position, message: pathMessage ?? "\(problem)\(whileReading): \(advice)")
    }

    private var whileReading: String {
        guard let context else { return "" }
        let line = contextPosition.line
        return line == position.line ? " \(context)" : " \(context) that begins on line \(line)"
    }

    private var advice: String {
        switch problem {
        case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
            "close the bracket, or quote the value that holds a comma or a bracket"
        case "mapping values are not allowed in this context":
            "check the indentation, or quote the value that holds a colon"
        case "found character that cannot start any token":
            "indent with spaces, and quote a value that begins with a tab, @, ` or %"
        case "did not find expected key", "did not find expected '-' indicator", "could not find expected ':'":
            "check the indentation and the colon after the key"
        case "found unexpected end of stream", "found unexpected document indicator":
            "close the quote"
        case "did not find expected alphabetic or numeric character":
            "quote a value that begins with * or &"
        case "control characters are not allowed":
            "remove the character"
        default:
            "check the text here"
        }
    }
}
