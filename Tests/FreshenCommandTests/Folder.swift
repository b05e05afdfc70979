import Glibc
import Testing

/// A folder of one test, removed with it.
final class Folder {
    let path: String
    private var files: [String] = []

    init() throws {
        var template = Array("/tmp/freshen-command-XXXXXX".utf8CString)
        path = try #require(
            template.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
            })
    }

    deinit {
        for file in files { unlink(file) }
        rmdir(path)
    }

    /// Writes a file and returns its path.
    func write(_ text: String, to name: String = "freshen.yaml") throws -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        files.append(file)
        let bytes = Array(text.utf8)
        try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
        return file
    }
}
