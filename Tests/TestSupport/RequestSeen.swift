/// A request that a stand-in has received.
package struct RequestSeen: Sendable {
    /// The method of the request line.
    package var method = ""
    /// The target of the request line: path and query.
    package var target = ""
    /// The header fields, with names in lower case; of a repeated field only the last one.
    package var headers: [String: String] = [:]
    /// The body.
    package var body: [UInt8] = []
    /// The number of its connection; the first one is 0.
    package var connection = 0
    /// Its number on its connection; the first one is 0.
    package var place = 0
}
