/// A client that sends one request and waits for its answer.
package protocol HTTPSending {
    /// Sends a request; an answer of any status is a success.
    func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse
}
