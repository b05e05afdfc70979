/// How a stand-in answers a request.
package enum Behaviour: Sendable {
    /// What happens after the last byte.
    package enum Ending: Sendable {
        /// The connection stays open for another request.
        case keep
        /// The connection is closed.
        case close
        /// The connection is reset.
        case reset
        /// Nothing more is sent, and the connection stays open until the client closes it.
        case hang
    }

    /// A complete answer; the connection stays open for another request.
    case answer(status: Int, headers: [String: String] = [:], body: String = "")
    /// These bytes as they are, HTTP or not, then the ending.
    case raw(String, then: Ending)
    /// A complete answer in two parts, head and body, with a pause between them.
    case slow(status: Int, body: String, pause: Duration)
    /// No answer; the connection stays open.
    case hang
    /// No answer; the connection is reset.
    case reset
    /// No answer; the connection is closed.
    case close

    /// The parts to write, the pause between them, and the ending.
    var script: (parts: [String], pause: Duration, ending: Ending) {
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
