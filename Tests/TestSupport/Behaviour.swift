/// What a stand-in does with a request.
package enum Behaviour: Sendable {
    /// What follows the last byte.
    package enum Ending: Sendable {
        /// The connection waits for another request.
        case keep
        /// The connection is closed.
        case close
        /// The connection is reset.
        case reset
        /// Nothing more is said until the client goes away.
        case hang
    }

    /// A proper answer; the connection is kept.
    case answer(status: Int, headers: [String: String] = [:], body: String = "")
    /// These bytes, whatever they are, then the ending.
    case raw(String, then: Ending)
    /// A proper answer in two pieces, the second after a pause.
    case slow(status: Int, body: String, pause: Duration)
    /// No byte, and the connection stays open.
    case hang
    /// No byte, and the connection is reset.
    case reset
    /// No byte, and the connection is closed.
    case close

    /// The pieces to write, a pause between them, and what follows.
    var script: (pieces: [String], pause: Duration, ending: Ending) {
        switch self {
        case .answer(let status, let headers, let body):
            ([Behaviour.head(status, headers, body) + body], .zero, .keep)
        case .raw(let bytes, let ending): ([bytes], .zero, ending)
        case .slow(let status, let body, let pause): ([Behaviour.head(status, [:], body), body], pause, .keep)
        case .hang: ([], .zero, .hang)
        case .reset: ([], .zero, .reset)
        case .close: ([], .zero, .close)
        }
    }

    private static func head(_ status: Int, _ headers: [String: String], _ body: String) -> String {
        var lines = ["HTTP/1.1 \(status) Status"] + headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        if status != 204 { lines.append("Content-Length: \(body.utf8.count)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }
}
