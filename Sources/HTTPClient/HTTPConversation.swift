/// A sequence of requests to one server, each depending on the answer before.
package protocol HTTPConversation: AnyObject {
    /// Takes the result of the request before, nil at first, and returns the next request; nil ends the conversation.
    ///
    /// After `.interrupted` a request that it returns is not sent, and it is not called again.
    func next(after result: HTTPResult?) -> HTTPRequest?
}
