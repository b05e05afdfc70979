import AWS

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

extension Invalidation {
    /// Nil where the document is not an invalidation.
    init?(_ document: XMLElement) {
        guard document.name == "Invalidation", let id = document["Id"]?.text, !id.isEmpty,
            let status = document["Status"]?.text
        else { return nil }
        let paths = document["InvalidationBatch"]?["Paths"]?["Items"]?.all("Path") ?? []
        self.init(id: id, status: status, items: paths.map(\.text))
    }
}

private func escaped(_ text: String) -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "&"): result += "&amp;".utf8
        case UInt8(ascii: "<"): result += "&lt;".utf8
        case UInt8(ascii: ">"): result += "&gt;".utf8
        default: result.append(byte)
        }
    }
    return String(decoding: result, as: UTF8.self)
}
