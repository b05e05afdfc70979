internal import CYAML

/// Owns one libyaml parser and the text that it reads.
///
/// libyaml keeps a pointer to its input, so the text is a copy at a fixed address that is freed after the parser.
@safe final class EventReader {
    private let source: Source
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    init(_ source: Source) {
        self.source = source
        unsafe input = .allocate(capacity: source.bytes.count)
        // The returned index is the capacity, because the buffer was allocated for exactly these bytes.
        _ = unsafe input.initialize(fromContentsOf: source.bytes)
        unsafe parser = .allocate(capacity: 1)
        unsafe precondition(yaml_parser_initialize(parser) == 1, "out of memory")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event; must not be called after the end of the stream or an error.
    func next() throws(YAMLError) -> Event {
        var raw = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw failure() }
        defer { unsafe yaml_event_delete(&raw) }
        return unsafe Event(raw)
    }

    private func failure() -> YAMLError {
        let raw = unsafe parser.pointee
        let problem = unsafe raw.problem.map { unsafe String(cString: $0) } ?? "not enough memory"
        // libyaml finds invalid characters before it counts lines, so it reports only their offset.
        if unsafe raw.error == YAML_READER_ERROR {
            let position = unsafe source.position(ofByte: raw.problem_offset)
            return Diagnosis(problem: problem, position: position).error(in: source)
        }
        var diagnosis = unsafe Diagnosis(problem: problem, position: source.clamped(Position(raw.problem_mark)))
        diagnosis.context = unsafe raw.context.map { unsafe String(cString: $0) }
        diagnosis.contextPosition = unsafe Position(raw.context_mark)
        return diagnosis.error(in: source)
    }
}

extension Event {
    fileprivate init(_ raw: yaml_event_t) {
        unsafe self.init(position: Position(raw.start_mark), kind: .streamEnd)
        switch unsafe raw.type {
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        case YAML_ALIAS_EVENT: kind = unsafe .alias(text(raw.data.alias.anchor) ?? "")
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            unsafe (anchor, tag) = (text(raw.data.sequence_start.anchor), text(raw.data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            unsafe (anchor, tag) = (text(raw.data.mapping_start.anchor), text(raw.data.mapping_start.tag))
        case YAML_SCALAR_EVENT:
            let scalar = unsafe raw.data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
            kind = unsafe .scalar(String(decoding: bytes, as: UTF8.self), plain: isPlain)
            unsafe (anchor, tag) = (text(scalar.anchor), text(scalar.tag))
        default: break
        }
    }
}

private func text(_ raw: UnsafePointer<yaml_char_t>?) -> String? {
    unsafe raw.map { unsafe String(cString: $0) }
}

extension Position {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }
}
