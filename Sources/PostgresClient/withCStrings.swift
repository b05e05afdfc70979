/// Lends an array of C strings, with NULL for nil, for the time of a call.
func withCStrings<Answer>(
    _ strings: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Answer
) -> Answer {
    var bytes: [CChar] = []
    let offsets: [Int?] = strings.map { string in
        guard let string else { return nil }
        defer { bytes.append(contentsOf: string.utf8CString) }
        return bytes.count
    }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
        let pointers = unsafe offsets.map { offset in
            unsafe offset.flatMap { unsafe bytes.baseAddress?.advanced(by: $0) }
        }
        return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }
}
