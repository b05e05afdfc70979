/// A request as it reached a stand-in.
package struct RequestSeen: Sendable {
    /// The method of the request line.
    package var method = ""
    /// The target of the request line: path and query.
    package var target = ""
    /// The fields, with names in lower case; of a name that occurs twice, the last.
    package var headers: [String: String] = [:]
    /// The body.
    package var body: [UInt8] = []
    /// Which connection it came on, the first being 0.
    package var connection = 0
    /// Which request on its connection it is, the first being 0.
    package var place = 0
}
