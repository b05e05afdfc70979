/// Whoever can send one request and wait for its answer.
package protocol HTTPSending {
    /// Sends a request; an answer of any status is a success.
    func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse
}
