internal import AWS
internal import FoundationEssentials
internal import Freshen
internal import Glibc
internal import Text

/// A file that is, or will be, an object of a bucket.
struct LocalFile {
    let path: String
    let key: String
    let size: Int64
    let modified: Instant

    /// The MD5 of the whole content as an ETag, or that of an upload in parts of `partSize` bytes; nil: MD5 is not available.
    func entityTag(inPartsOf partSize: Int64?, isInterrupted: () -> Bool) throws(Failure) -> String? {
        guard var part = RunningDigest.md5(), let all = RunningDigest.md5() else { return nil }
        var parts = 0
        var left = partSize ?? .max
        try read(isInterrupted) { piece in
            var piece = piece
            while !piece.isEmpty {
                let taken = piece.prefix(Int(min(Int64(piece.count), left)))
                part.add(taken)
                left -= Int64(taken.count)
                piece = piece.dropFirst(taken.count)
                guard left == 0, let partSize, let next = RunningDigest.md5() else { continue }
                all.add(part.finish())
                (parts, part, left) = (parts + 1, next, partSize)
            }
        }
        guard let partSize else { return hex(part.finish()) }
        if left < partSize {
            all.add(part.finish())
            parts += 1
        }
        return hex(all.finish()) + "-\(parts)"
    }

    /// Passes on the content, a mebibyte at a time.
    private func read(_ isInterrupted: () -> Bool, _ body: (ArraySlice<UInt8>) -> Void) throws(Failure) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            guard !isInterrupted() else { throw Failure(.tryAgain, "a signal came while \(path) was read") }
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { return }
            body(buffer[..<count])
        }
    }
}

/// The files of a folder and of those below it, with the keys that they have below `prefix`, by key.
///
/// Symbolic links are followed, as the AWS CLI does. Throws where an entry cannot be read, and for a link that leads back.
func files(in folder: String, keysBelow prefix: String) throws(Failure) -> [LocalFile] {
    var found: [LocalFile] = []
    try collect(folder, prefix, fileStatus(of: folder), above: [], &found)
    return found.sorted { $0.key.precedesByBytes($1.key) }
}

/// `above` are device and inode of the folders that lead to this one: a link back to one of them would never end.
private func collect(
    _ folder: String, _ prefix: String, _ status: stat, above: [[UInt]], _ found: inout [LocalFile]
) throws(Failure) {
    let identity = [UInt(status.st_dev), UInt(status.st_ino)]
    guard !above.contains(identity) else {
        throw Failure(.configuration, "\(folder) is a link back to a folder that it is in: leave it out")
    }
    for name in try names(in: folder) {
        let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
        let status = try fileStatus(of: path)
        switch status.st_mode & S_IFMT {
        case S_IFDIR: try collect(path, prefix + name + "/", status, above: above + [identity], &found)
        case S_IFREG:
            let time = status.st_mtim
            found.append(
                LocalFile(
                    path: path, key: prefix + name, size: Int64(status.st_size),
                    modified: Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)))
        default: continue
        }
    }
}

private func fileStatus(of path: String) throws(Failure) -> stat {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw unreadable(path) }
    return status
}

private func names(in folder: String) throws(Failure) -> [String] {
    // It leaves the system's reason in errno, for the message.
    guard let entries = unsafe opendir(folder) else { throw unreadable(folder) }
    unsafe closedir(entries)
    do {
        return try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
        throw Failure(.configuration, "cannot read \(folder)")
    }
}

/// The failure of the last system call.
private func unreadable(_ path: String) -> Failure {
    Failure(.configuration, "cannot read \(path): \(unsafe String(cString: strerror(errno)))")
}
