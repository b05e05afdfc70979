private import CExpat

extension XMLElement {
    /// Parses a document, and becomes its root element.
    ///
    /// Refuses what `readXML` refuses. Attributes are not kept.
    package init(
        xml bytes: [UInt8], maximumBytes: Int = 32 << 20, maximumDepth: Int = 32
    ) throws(XMLError) {
        let tree = XMLTree()
        let reader = try XMLReader(tree, maximumDepth: maximumDepth)
        try reader.read(bytes, maximumBytes: maximumBytes)
        guard let root = tree.root else { throw XMLError(message: "not an XML document", line: 1) }
        self = root
    }
}

/// Reads a document without keeping it: passes on each element at its end, the inner ones first.
///
/// `body` gets the element's depth, which is 1 for the root, its name and its text; of an element with others in it, the text
/// after the last of them. Refuses a document type declaration, and with it every entity that a document could define, more
/// than `maximumBytes`, and more than `maximumDepth` elements inside each other.
package func readXML(
    _ bytes: [UInt8], maximumBytes: Int = 32 << 20, maximumDepth: Int = 32,
    _ body: (_ depth: Int, _ name: String, _ text: [UInt8]) -> Void
) throws(XMLError) {
    try withoutActuallyEscaping(body) { body throws(XMLError) in
        try XMLReader(XMLEnds(body), maximumDepth: maximumDepth).read(bytes, maximumBytes: maximumBytes)
    }
}

/// Takes what a parser finds.
private protocol XMLHandler: AnyObject {
    func start(_ name: String)
    func append(_ bytes: UnsafeBufferPointer<UInt8>)
    /// The depth of the root is 1.
    func end(_ name: String, depth: Int)
}

/// Passes on each element at its end.
private final class XMLEnds: XMLHandler {
    private let body: (Int, String, [UInt8]) -> Void
    private var text: [UInt8] = []

    init(_ body: @escaping (Int, String, [UInt8]) -> Void) {
        self.body = body
    }

    func start(_ name: String) {
        text.removeAll(keepingCapacity: true)
    }

    func append(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe text.append(contentsOf: bytes) }

    func end(_ name: String, depth: Int) {
        body(depth, name, text)
        text.removeAll(keepingCapacity: true)
    }
}

/// Builds a document's tree.
private final class XMLTree: XMLHandler {
    private var open: [XMLElement] = []
    private var text: [[UInt8]] = []
    private(set) var root: XMLElement?

    func start(_ name: String) {
        open.append(XMLElement(name: name))
        text.append([])
    }

    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        // After a refusal expat may still hand over what it has read, and no element need be open.
        guard !text.isEmpty else { return }
        unsafe text[text.count - 1].append(contentsOf: bytes)
    }

    func end(_ name: String, depth: Int) {
        guard var element = open.popLast(), let bytes = text.popLast() else { return }
        element.text = String(decoding: bytes, as: UTF8.self)
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }
}

/// Owns one expat parser.
@safe private final class XMLReader {
    private let parser: XML_Parser
    private let handler: any XMLHandler
    private let maximumDepth: Int
    private var depth = 0
    private var refusal: String?

    init(_ handler: any XMLHandler, maximumDepth: Int) throws(XMLError) {
        guard let parser = unsafe XML_ParserCreate(nil) else {
            throw XMLError(message: "no memory for an XML parser", line: 0)
        }
        unsafe self.parser = parser
        self.handler = handler
        self.maximumDepth = maximumDepth
    }

    deinit {
        unsafe XML_ParserFree(parser)
    }

    /// Parses a document; expat keeps an unowned reference to `self` during this call.
    func read(_ bytes: [UInt8], maximumBytes: Int) throws(XMLError) {
        guard bytes.count <= maximumBytes, let count = Int32(exactly: bytes.count) else {
            throw XMLError(message: "the XML document has more than \(maximumBytes) bytes", line: 0)
        }
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        unsafe XML_SetElementHandler(
            parser,
            { userData, name, _ in
                if let name = unsafe name { unsafe reader(userData)?.start(String(cString: name)) }
            },
            { userData, name in
                if let name = unsafe name { unsafe reader(userData)?.end(String(cString: name)) }
            })
        unsafe XML_SetCharacterDataHandler(parser) { userData, text, count in
            unsafe UnsafeBufferPointer(start: text, count: Int(count)).withMemoryRebound(to: UInt8.self) {
                unsafe reader(userData)?.handler.append($0)
            }
        }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { userData, _, _, _, _ in
            unsafe reader(userData)?.refuse("a document type declaration is not allowed")
        }
        let status = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { unsafe XML_Parse(parser, $0.baseAddress, count, 1) }
        }
        guard status == XML_STATUS_OK, refusal == nil else { throw error() }
    }

    private func error() -> XMLError {
        let text = unsafe XML_ErrorString(XML_GetErrorCode(parser)).map { unsafe String(cString: $0) }
        let line = unsafe Int(XML_GetCurrentLineNumber(parser))
        return XMLError(message: refusal ?? text ?? "not an XML document", line: line)
    }

    func start(_ name: String) {
        guard depth < maximumDepth else { return refuse("more than \(maximumDepth) elements inside each other") }
        depth += 1
        handler.start(name)
    }

    func end(_ name: String) {
        // After a refusal expat may still hand over what it has read.
        guard refusal == nil else { return }
        handler.end(name, depth: depth)
        depth -= 1
    }

    func refuse(_ reason: String) {
        guard refusal == nil else { return }
        refusal = reason
        // Fails only where the parser has already stopped.
        _ = unsafe XML_StopParser(parser, 0)
    }
}

private func reader(_ userData: UnsafeMutableRawPointer?) -> XMLReader? {
    unsafe userData.map { unsafe Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
}
