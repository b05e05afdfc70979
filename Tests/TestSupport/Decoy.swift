private import Glibc

/// The secrets that tests hand out: all bear one mark, so that a search finds whichever is shown.
///
/// The mark holds neither blanks nor reserved characters, so no quoting changes it. `Tests/decoy-forms` lists it as it is
/// and as whole encodings change it: base64 at each of its three offsets, percent-encoded, in hex. `Tests/test.sh`
/// searches for the same forms in all that a run of the tests prints.
///
/// A decoy is no argument of a parameterised test: the testing library prints those.
package enum Decoy {
    /// A password, token or key; its name tells it from others, and nothing needs quoting in a URL or conninfo.
    package static func secret(_ name: String) -> String { "\(name)+\(forms[0])+" }

    /// Tells whether the text shows the mark in any of its forms.
    package static func isShown(in text: String) -> Bool {
        let text = text.lowercased()
        return forms.contains { text.contains($0.lowercased()) }
    }

    /// The file of the forms, one a line.
    static let file = "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/decoy-forms"

    private static let forms: [String] = {
        guard let list = fopen(file, "r") else { preconditionFailure("cannot read \(file)") }
        defer { fclose(list) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = fread(&bytes, 1, bytes.count, list)
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
    }()
}
