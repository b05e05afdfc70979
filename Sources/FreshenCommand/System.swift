internal import FoundationEssentials
internal import Freshen
internal import Glibc

/// Turns SIGTERM and SIGINT into a descriptor that becomes readable, so that every wait can end with them.
enum Interruption {
    /// Readable once a signal has come; the first use of this value installs the signal handlers.
    static let descriptor: Int32 = {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return -1 }
        unsafe writeEnd = ends[1]
        for number in [SIGTERM, SIGINT] {
            _ = signal(number) { _ in
                var byte: UInt8 = 1
                // The first byte is never read, so a full pipe does not matter.
                _ = unsafe write(writeEnd, &byte, 1)
            }
        }
        return ends[0]
    }()

    static var hasCome: Bool { isReadable(within: .zero) }

    /// Waits for `duration`, or until a signal comes.
    static func pause(_ duration: Duration) { _ = isReadable(within: duration) }

    private static func isReadable(within duration: Duration) -> Bool {
        let end = ContinuousClock.now + duration
        while true {
            var descriptors = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
            let left = max(.zero, end - ContinuousClock.now)
            let count = unsafe poll(&descriptors, 1, left == .zero ? 0 : max(1, Int32(clamping: left.milliseconds)))
            if count > 0 { return true }
            if count == 0, ContinuousClock.now >= end { return false }
        }
    }
}

extension WaitingTime {
    /// Waits in real time, and ends with a signal.
    static var untilSignal: WaitingTime {
        WaitingTime(pause: Interruption.pause, isInterrupted: { Interruption.hasCome })
    }
}

nonisolated(unsafe) private var writeEnd: Int32 = -1

/// The environment, files and clock of this process.
enum System {
    static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// The words of the command line, the program's own first.
    ///
    /// Swift finds them in front of the environment in memory, and so finds none where a preloaded library such as libfaketime
    /// has changed the environment before.
    static var arguments: [String] {
        guard let bytes = contents(of: "/proc/self/cmdline"), !bytes.isEmpty else { return Swift.CommandLine.arguments }
        return bytes.dropLast().split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    static var instant: Instant { Instant(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000)) }

    /// The bytes of a file of 16 MiB at most; nil where it cannot be read, for the reason `lastError`.
    static func contents(of path: String) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < 16 << 20 {
            let count = unsafe read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
        errno = EFBIG
        return nil
    }

    /// Why the last call failed, as the system words it.
    static var lastError: String { unsafe String(cString: strerror(errno)) }

    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Replaces what a file holds; nothing happens where there is no such file, or where it cannot be written.
    static func replaceContents(of path: String, with text: String) {
        let descriptor = unsafe open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        print(text, to: descriptor)
    }

    /// Appends a line or several to a file, which is made if there is none; false: for the reason `lastError` it cannot.
    static func append(_ text: String, to path: String) -> Bool {
        let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        print(text, to: descriptor)
        return true
    }

    /// Writes a line or several; false: for the reason `lastError` it cannot.
    @discardableResult static func print(_ text: String, to descriptor: Int32) -> Bool {
        var bytes = Array((text + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    /// Opens those of stdin, stdout and stderr that are closed: a connection would else get their number, and the report.
    ///
    /// What is written to such a stdout fails, so that the program says that its report is lost.
    static func openStandardDescriptors() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = unsafe open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Raises the limit of open files to what the administrator allows, 65,536 at most: each pod costs a connection.
    ///
    /// A higher limit stays.
    static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 65_536))
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
