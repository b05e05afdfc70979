internal import Glibc
internal import Synchronization

/// The logs of the clusters that run, each searched for decoys when its cluster or this process ends.
///
/// A cluster logs every statement and its parameters: what stands in a table has stood in its log.
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

    /// No test is running any more that could fail, so the lines are printed, where `Tests/test.sh` finds them.
    private static func search(_ log: String) {
        let found: (status: Int32, output: String)
        do {
            found = try Subprocess("grep", ["-a", "-i", "-F", "-m", "3", "-f", Decoy.file, log]).finish()
        } catch {
            found = (2, "\(error)")
        }
        // What grep says when it could not search is no proof that nothing stands there.
        precondition(found.status < 2, "cannot search \(log): \(found.output)")
        if found.status == 0 { say("PostgreSQL's log shows a secret:\n\(found.output)") }
    }

    /// Writes to where the tests' own results go, at once and in one piece.
    static func say(_ text: String) {
        let bytes = Array(text.utf8)
        precondition(write(STDERR_FILENO, bytes, bytes.count) == bytes.count, "cannot write to stderr: \(text)")
    }
}
