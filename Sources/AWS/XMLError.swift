/// Why some bytes are not an XML document that can be read here.
package struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong; quotes nothing of the document.
    package let message: String
    /// Counted from 1; 0 where the document was not parsed.
    package let line: Int

    /// One line.
    package var description: String { "\(message) (line \(line) of the XML)" }
}
