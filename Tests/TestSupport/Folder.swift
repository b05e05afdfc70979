private import Glibc

/// A temporary folder, which is removed when this value is released.
package final class Folder {
    /// Its path.
    package let path: String
    private var files: [String] = []

    /// Creates an empty folder in /tmp.
    package init() throws {
        var template = Array("/tmp/freshen-command-XXXXXX".utf8CString)
        let created = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let created else { throw TestSupportError("cannot create a folder in /tmp") }
        path = created
    }

    deinit {
        for file in files { unlink(file) }
        rmdir(path)
    }

    /// Writes a file and returns its path.
    package func write(_ text: String, to name: String = "freshen.yaml") throws -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
        guard descriptor >= 0 else { throw TestSupportError("cannot write \(file)") }
        defer { close(descriptor) }
        files.append(file)
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw TestSupportError("cannot write all of \(file)")
        }
        return file
    }
}
