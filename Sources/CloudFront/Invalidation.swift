import AWS

/// An invalidation as CloudFront reports it.
package struct Invalidation: Hashable, Sendable {
    /// CloudFront's id of it, such as `I1JLWSDAP8FU89`.
    package let id: String
    /// As CloudFront spells it: `InProgress` or `Completed`.
    package let status: String
    /// In CloudFront's order, which may differ from the request's.
    package let items: [String]

    /// Nil where the document is not an invalidation.
    init?(_ document: XMLElement) {
        guard document.name == "Invalidation", let id = document["Id"]?.text, !id.isEmpty,
            let status = document["Status"]?.text
        else { return nil }
        self.id = id
        self.status = status
        items = (document["InvalidationBatch"]?["Paths"]?["Items"]?.all("Path") ?? []).map(\.text)
    }

    /// Whether every edge location has dropped the items.
    ///
    /// CloudFront writes `Completed`, some test servers `COMPLETED`.
    package var isCompleted: Bool { status.lowercased() == "completed" }
}

/// The body of a CreateInvalidation request.
func invalidationBatch(_ items: [String], callerReference: String) -> String {
    let paths = items.map { "<Path>\(escaped($0))</Path>" }.joined()
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Paths>\
        <Quantity>\(items.count)</Quantity><Items>\(paths)</Items></Paths>\
        <CallerReference>\(escaped(callerReference))</CallerReference></InvalidationBatch>
        """
}

private func escaped(_ text: String) -> String {
    let entities: [Unicode.Scalar: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;"]
    return text.unicodeScalars.map { entities[$0] ?? String($0) }.joined()
}
