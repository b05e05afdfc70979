/// A client that sends one request and waits for its answer.
package protocol HTTPSending {
    /// Sends a request; an answer of any status is a success.
    func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse
    /// Begins a request whose answer is taken later, so that the caller can work while the server does.
    func begin(_ request: HTTPRequest) -> any PendingAnswer
}

/// The answer to a request that was begun; a request is given up where nobody keeps it.
package protocol PendingAnswer: AnyObject {
    /// Waits for the answer.
    func take() throws(HTTPError) -> HTTPResponse
}

extension HTTPSending {
    /// Sends the request only when its answer is taken.
    package func begin(_ request: HTTPRequest) -> any PendingAnswer { LatePending(client: self, request: request) }
}

private final class LatePending: PendingAnswer {
    private let client: any HTTPSending
    private let request: HTTPRequest

    init(client: any HTTPSending, request: HTTPRequest) {
        self.client = client
        self.request = request
    }

    func take() throws(HTTPError) -> HTTPResponse { try client.send(request) }
}
