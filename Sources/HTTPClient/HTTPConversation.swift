/// A sequence of requests to one server, each depending on the answer before.
package protocol HTTPConversation: AnyObject {
    /// Takes the result of the request before, nil at the beginning, and returns the next request; nil ends it all.
    ///
    /// After `.interrupted` nothing that it returns is sent, and it is not called again.
    func next(after result: HTTPResult?) -> HTTPRequest?
}
