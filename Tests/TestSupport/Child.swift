private import Glibc

/// The built program as a child process, with nothing of this process' environment but what a test gives it.
///
/// Whatever a test is about, it fails where a decoy is in what the program writes or in its list of arguments.
package final class Child {
    /// How a run ended.
    package struct Ending: Sendable {
        /// The exit status; 128 and more: the signal that ended it.
        package let status: Int32
        /// What it wrote to its standard output.
        package let output: String
        /// What it wrote to its standard error.
        package let log: String
    }

    /// The child's process id.
    package let process: Int32
    private let output: Int32
    private let log: Int32

    /// Starts the program that was built beside the tests; its standard error is a pipe, or a terminal.
    package init(_ arguments: [String], environment: [String: String] = [:], onTerminal: Bool = false) throws {
        let (output, childOutput) = try Subprocess.pipe()
        let (log, childLog) = try onTerminal ? Self.terminal() : Subprocess.pipe()
        defer { _ = (close(childOutput), close(childLog)) }
        (self.output, self.log) = (output, log)
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer { _ = (posix_spawn_file_actions_destroy(&actions), posix_spawnattr_destroy(&attributes)) }
        // The threads of the tests block signals and ignore SIGPIPE, which a child would inherit.
        var (none, all) = (sigset_t(), sigset_t())
        _ = (sigemptyset(&none), sigfillset(&all))
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
        posix_spawn_file_actions_adddup2(&actions, childLog, 2)
        var process = pid_t()
        let program = try Self.program()
        let variables = environment.map { "\($0)=\($1)" }
        let status = withCStrings([program] + arguments) { arguments in
            withCStrings(variables) { posix_spawn(&process, program, &actions, &attributes, arguments, $0) }
        }
        self.process = process
        guard status == 0 else {
            throw TestSupportError("cannot start \(program): \(String(cString: strerror(status)))")
        }
    }

    deinit {
        close(output)
        close(log)
    }

    /// Waits for the end, and ends a child that takes longer than `limit`, which throws.
    package func finish(within limit: Duration = .seconds(30)) throws -> Ending {
        var (texts, open): ([Int32: [UInt8]], [Int32]) = ([:], [output, log])
        let end = ContinuousClock.now + limit
        var (isKilled, shown) = (false, "")
        while !open.isEmpty {
            let listed = commandLine()
            if Decoy.isShown(in: listed) { shown = listed }
            var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            // Its arguments are looked at all along: who changes them does not say so.
            if poll(&polled, nfds_t(polled.count), 20) == 0, ContinuousClock.now > end, !isKilled {
                isKilled = true
                kill(process, SIGKILL)
            }
            for one in polled where one.revents != 0 {
                var bytes = [UInt8](repeating: 0, count: 65_536)
                let count = read(one.fd, &bytes, bytes.count)
                if count > 0 { texts[one.fd, default: []] += bytes[..<count] } else { open.removeAll { $0 == one.fd } }
            }
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        try Self.search(shown, "the process list")
        guard !isKilled else { throw TestSupportError("it did not end within \(limit)") }
        let text = { (descriptor: Int32) in String(decoding: texts[descriptor] ?? [], as: UTF8.self) }
        try Self.search(text(output), "its output")
        try Self.search(text(log), "its log")
        let isExit = status & 0x7f == 0
        return Ending(status: isExit ? (status >> 8) & 0xff : 128 + status & 0x7f, output: text(output), log: text(log))
    }

    private static func search(_ text: String, _ place: String) throws(TestSupportError) {
        guard !Decoy.isShown(in: text) else { throw TestSupportError("a secret is in \(place): \(text)") }
    }

    /// A pseudo-terminal: where its output is read, and what the program writes to.
    private static func terminal() throws -> (read: Int32, write: Int32) {
        let read = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (isLocked, number): (Int32, Int32) = (0, 0)
        // TIOCSPTLCK and TIOCGPTN, which Glibc does not show to Swift, as it does not show `openpty`.
        guard ioctl(read, 0x4004_5431, &isLocked) == 0, ioctl(read, 0x8004_5430, &number) == 0 else {
            throw TestSupportError("no terminal: \(String(cString: strerror(errno)))")
        }
        return (read, Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC))
    }

    /// What `ps` shows of the child now; nothing once it has ended.
    private func commandLine() -> String {
        let file = Glibc.open("/proc/\(process)/cmdline", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)).map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// Sends a signal to the child; throws where it has ended and been waited for.
    package func send(_ signal: Int32) throws {
        guard kill(process, signal) == 0 else { throw TestSupportError("no process \(process) to send a signal to") }
    }

    /// The program that was built beside these tests: the tests run from the folder of the products, or as a bundle in it.
    private static func program() throws -> String {
        for candidate in bundles() + CommandLine.arguments.prefix(1) {
            guard let slash = candidate.lastIndex(of: "/") else { continue }
            let program = candidate[..<slash] + "/freshen"
            if access(String(program), X_OK) == 0 { return String(program) }
        }
        throw TestSupportError("no freshen beside the tests: build it first (swift build)")
    }

    /// What `swift test` names on its command line: `--test-bundle-path PATH`.
    private static func bundles() -> [String] {
        zip(CommandLine.arguments, CommandLine.arguments.dropFirst()).filter { $0.0 == "--test-bundle-path" }.map(\.1)
    }
}
