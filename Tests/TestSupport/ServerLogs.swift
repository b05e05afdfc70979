internal import Glibc
internal import Synchronization

/// The logs of the running clusters, each searched for decoys when its cluster or this process ends.
///
/// A cluster logs every statement and its parameters, so its log also contains what was written to tables.
enum ServerLogs {
    private static let open = Mutex<Set<String>>([])
    private static let searchAtExit: Void = {
        precondition(atexit { for log in ServerLogs.open.withLock({ $0 }) { ServerLogs.search(log) } } == 0)
    }()

    static func add(_ log: String) {
        _ = searchAtExit
        _ = open.withLock { $0.insert(log) }
    }

    static func remove(_ log: String) {
        _ = open.withLock { $0.remove(log) }
        search(log)
    }

    /// Prints the lines that contain a decoy: no test is running that could fail, and `Tests/test.sh` finds them.
    private static func search(_ log: String) {
        let found: (status: Int32, output: String)
        do {
            found = try Subprocess("grep", ["-a", "-i", "-F", "-m", "3", "-f", Decoy.file, log]).finish()
        } catch {
            found = (2, "\(error)")
        }
        // Status 2 is a failure of grep, not the absence of decoys.
        precondition(found.status < 2, "cannot search \(log): \(found.output)")
        if found.status == 0 { printError("PostgreSQL's log shows a secret:\n\(found.output)") }
    }

    /// Writes to stderr with one call and without a buffer, so that lines of other threads do not interfere.
    static func printError(_ text: String) {
        let bytes = Array(text.utf8)
        precondition(write(STDERR_FILENO, bytes, bytes.count) == bytes.count, "cannot write to stderr: \(text)")
    }
}
