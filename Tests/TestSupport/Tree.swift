/// A YAML document that tests build, modify and write.
package indirect enum Tree {
    /// A scalar without quotes.
    case plain(String)
    /// A scalar in double quotes.
    case text(String)
    case list([Tree])
    case map([(key: String, value: Tree)])

    /// The document in flow style, on one line.
    package var yaml: String {
        switch self {
        case .plain(let text): text
        case .text(let text): Self.quoted(text)
        case .list(let elements): "[" + elements.map(\.yaml).joined(separator: ", ") + "]"
        case .map(let entries):
            "{" + entries.map { Self.quoted($0.key) + ": " + $0.value.yaml }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 32 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFEFF:
                "\\U" + String(repeating: "0", count: 8 - String(scalar.value, radix: 16).count)
                    + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }
}
