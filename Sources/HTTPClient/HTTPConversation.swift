/// A sequence of requests to one server, each depending on the answer before.
package protocol HTTPConversation: AnyObject {
    /// Takes the result of the request before, nil at first, and returns the next request; nil ends the conversation.
    ///
    /// After the result `.interrupted`, `next` is not called again and what it returned is not sent.
    func next(after result: HTTPResult?) -> HTTPRequest?
}
