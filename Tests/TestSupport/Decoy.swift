private import Glibc

/// The secrets that tests use: all contain the same mark, so that a search finds any of them in output.
///
/// The mark contains no blanks and no reserved characters, so quoting does not change it. `Tests/decoy-forms` lists it
/// in plain text and in encodings: base64 at each of the three offsets, percent-encoded, in hex. `Tests/test.sh`
/// searches the output of the tests for the same forms.
///
/// Do not pass a decoy as argument of a parameterised test: the testing library prints arguments.
package enum Decoy {
    /// A password, token or key that contains `name` and needs no quoting in a URL or conninfo.
    package static func secret(_ name: String) -> String { "\(name)+\(forms[0])+" }

    /// Whether the text contains the mark in any of its forms.
    package static func isShown(in text: String) -> Bool {
        let text = text.lowercased()
        return forms.contains { text.contains($0.lowercased()) }
    }

    /// The file that lists the forms, one a line.
    static let file = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/decoy-forms"

    private static let forms: [String] = {
        guard let list = fopen(file, "r") else { preconditionFailure("cannot read \(file)") }
        defer { fclose(list) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, list)
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
    }()
}
