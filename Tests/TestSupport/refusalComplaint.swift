/// What is wrong with an error message about a file; nil if it is one line that begins with a place inside the file.
package func refusalComplaint(_ message: String, file: String, _ bytes: [UInt8]) -> String? {
    let isControl = { (scalar: Unicode.Scalar) in
        [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
    guard !message.unicodeScalars.contains(where: isControl) else {
        return "more than one line, or a control character"
    }
    let parts = message.split(separator: ":", maxSplits: 3)
    guard parts.count == 4, parts[0] == file, let line = Int(parts[1]), let column = Int(parts[2]) else {
        return "no place"
    }
    guard parts[3].count > 3 else { return "no message" }
    let lengths = lineLengths(bytes)
    let isInside = (1...lengths.count).contains(line) && (1...lengths[line - 1] + 1).contains(column)
    return isInside ? nil : "a place outside of the file"
}
