private import CExpat

extension XMLElement {
    /// Parses a document, and becomes its root element.
    ///
    /// Refuses a document type declaration, and with it every entity that a document could define, more than
    /// `maximumBytes`, and more than `maximumDepth` elements inside each other. Attributes are not kept.
    package init(
        xml bytes: [UInt8], maximumBytes: Int = 32 << 20, maximumDepth: Int = 32
    ) throws(XMLError) {
        guard bytes.count <= maximumBytes, let count = Int32(exactly: bytes.count) else {
            throw XMLError(message: "the XML document has more than \(maximumBytes) bytes", line: 0)
        }
        let reader = try XMLReader(maximumDepth: maximumDepth)
        self = try reader.read(bytes, count)
    }
}

/// Owns one expat parser and the elements that are open while it reads.
@safe private final class XMLReader {
    private let parser: XML_Parser
    private let maximumDepth: Int
    private var open: [XMLElement] = []
    private var text: [[UInt8]] = []
    private var root: XMLElement?
    private var refusal: String?

    init(maximumDepth: Int) throws(XMLError) {
        guard let parser = unsafe XML_ParserCreate(nil) else {
            throw XMLError(message: "no memory for an XML parser", line: 0)
        }
        unsafe self.parser = parser
        self.maximumDepth = maximumDepth
    }

    deinit {
        unsafe XML_ParserFree(parser)
    }

    /// Parses a document; expat keeps an unowned reference to `self` during this call.
    func read(_ bytes: [UInt8], _ count: Int32) throws(XMLError) -> XMLElement {
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        unsafe XML_SetElementHandler(
            parser,
            { userData, name, _ in
                if let name = unsafe name { unsafe reader(userData)?.start(String(cString: name)) }
            },
            { userData, _ in unsafe reader(userData)?.end() })
        unsafe XML_SetCharacterDataHandler(parser) { userData, text, count in
            unsafe UnsafeBufferPointer(start: text, count: Int(count)).withMemoryRebound(to: UInt8.self) {
                unsafe reader(userData)?.append($0)
            }
        }
        unsafe XML_SetStartDoctypeDeclHandler(parser) { userData, _, _, _, _ in
            unsafe reader(userData)?.refuse("a document type declaration is not allowed")
        }
        let status = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { unsafe XML_Parse(parser, $0.baseAddress, count, 1) }
        }
        guard status == XML_STATUS_OK, refusal == nil, let root else { throw error() }
        return root
    }

    private func error() -> XMLError {
        let text = unsafe XML_ErrorString(XML_GetErrorCode(parser)).map { unsafe String(cString: $0) }
        let line = unsafe Int(XML_GetCurrentLineNumber(parser))
        return XMLError(message: refusal ?? text ?? "not an XML document", line: line)
    }

    func start(_ name: String) {
        guard open.count < maximumDepth else { return refuse("more than \(maximumDepth) elements inside each other") }
        open.append(XMLElement(name: name))
        text.append([])
    }

    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        // After a refusal expat may still hand over what it has read, and no element need be open.
        guard !text.isEmpty else { return }
        unsafe text[text.count - 1].append(contentsOf: bytes)
    }

    func end() {
        guard var element = open.popLast(), let bytes = text.popLast() else { return }
        element.text = String(decoding: bytes, as: UTF8.self)
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
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
