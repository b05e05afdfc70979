private import Foundation
private import Glibc

/// The built program as a child process, which inherits no environment variables.
///
/// Every test that uses it fails if a decoy appears in the program's output or arguments.
package final class Child {
    /// The status and the output of a run that has ended.
    package struct Ending: Sendable {
        /// The exit status, or 128 plus the number of the signal that ended the program.
        package let status: Int32
        /// The standard output.
        package let output: String
        /// The standard error.
        package let log: String
    }

    /// Waits for the next minute if this one has less than 15 s left.
    ///
    /// A program with `--until :59` that starts then goes on until a test ends it.
    package static func waitForLongMinute() {
        let second = Date.now.timeIntervalSince1970.truncatingRemainder(dividingBy: 60)
        if second > 45 { Thread.sleep(forTimeInterval: 60 - second) }
    }

    /// The child's process id.
    package let process: Int32
    private let output: Int32
    private let log: Int32

    /// Starts the program; its standard error is a pipe, or a pseudo-terminal.
    ///
    /// Only root may start it as another `user`, by its number. A `script` of the shell starts it as `exec "$0" "$@"`.
    package init(
        _ arguments: [String], environment: [String: String] = [:], onTerminal: Bool = false, user: UInt32? = nil,
        script: String? = nil
    ) throws {
        let (output, childOutput) = try Subprocess.pipe()
        let (log, childLog) = try onTerminal ? Self.terminal() : Subprocess.pipe()
        defer { _ = (close(childOutput), close(childLog)) }
        (self.output, self.log) = (output, log)
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer { _ = (posix_spawn_file_actions_destroy(&actions), posix_spawnattr_destroy(&attributes)) }
        // A child would inherit that the tests' threads block signals and ignore SIGPIPE.
        var (none, all) = (sigset_t(), sigset_t())
        _ = (sigemptyset(&none), sigfillset(&all))
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
        posix_spawn_file_actions_adddup2(&actions, childLog, 2)
        var process = pid_t()
        let freshen = try Self.program()
        let command =
            (user.map { ["/usr/bin/setpriv", "--reuid=\($0)", "--clear-groups"] } ?? [])
            + (script.map { ["/bin/sh", "-c", $0] } ?? []) + [freshen]
        let program = command[0]
        let variables = environment.map { "\($0)=\($1)" }
        let status = withCStrings(command + arguments) { arguments in
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

    /// Waits until the child ends; kills it and throws if it runs longer than `limit`.
    package func finish(within limit: Duration = .seconds(30)) throws -> Ending {
        var (all, open): ([Int32: [UInt8]], [Int32]) = ([:], [output, log])
        let end = ContinuousClock.now + limit
        var (isKilled, revealing) = (false, "")
        while !open.isEmpty {
            // The arguments are read repeatedly, because the program can change them.
            let arguments = commandLine()
            if Decoy.isShown(in: arguments) { revealing = arguments }
            var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            if poll(&polled, nfds_t(polled.count), 20) == 0, ContinuousClock.now > end, !isKilled {
                isKilled = true
                kill(process, SIGKILL)
            }
            for one in polled where one.revents != 0 {
                var bytes = [UInt8](repeating: 0, count: 65_536)
                let count = read(one.fd, &bytes, bytes.count)
                if count > 0 { all[one.fd, default: []] += bytes[..<count] } else { open.removeAll { $0 == one.fd } }
            }
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        try Self.search(revealing, "the process list")
        guard !isKilled else { throw TestSupportError("it did not end within \(limit)") }
        let text = { (descriptor: Int32) in String(decoding: all[descriptor] ?? [], as: UTF8.self) }
        try Self.search(text(output), "its output")
        try Self.search(text(log), "its log")
        let isExit = status & 0x7f == 0
        return Ending(status: isExit ? (status >> 8) & 0xff : 128 + status & 0x7f, output: text(output), log: text(log))
    }

    private static func search(_ text: String, _ place: String) throws(TestSupportError) {
        guard !Decoy.isShown(in: text) else { throw TestSupportError("a secret is in \(place): \(text)") }
    }

    /// Opens a pseudo-terminal; returns the end that the test reads and the end that the program writes to.
    private static func terminal() throws -> (read: Int32, write: Int32) {
        let read = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (isLocked, number): (Int32, Int32) = (0, 0)
        // TIOCSPTLCK and TIOCGPTN. Swift can import neither these macros nor `openpty` from Glibc.
        guard ioctl(read, 0x4004_5431, &isLocked) == 0, ioctl(read, 0x8004_5430, &number) == 0 else {
            throw TestSupportError("cannot open a pseudo-terminal: \(String(cString: strerror(errno)))")
        }
        return (read, Glibc.open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC))
    }

    /// The child's arguments as `ps` shows them; empty once it has ended.
    private func commandLine() -> String {
        let file = Glibc.open("/proc/\(process)/cmdline", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)).map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    /// Sends a signal to the child; throws if `finish` has already returned.
    package func send(_ signal: Int32) throws {
        guard kill(process, signal) == 0 else { throw TestSupportError("no process \(process) to send a signal to") }
    }

    /// The path of the program: the test runner or its bundle is in the same folder.
    private static func program() throws -> String {
        for candidate in bundles() + CommandLine.arguments.prefix(1) {
            guard let slash = candidate.lastIndex(of: "/") else { continue }
            let program = candidate[..<slash] + "/freshen"
            if access(String(program), X_OK) == 0 { return String(program) }
        }
        throw TestSupportError("there is no freshen in the folder of the tests: run swift build")
    }

    /// The bundles that `swift test` names on its command line: `--test-bundle-path PATH`.
    private static func bundles() -> [String] {
        zip(CommandLine.arguments, CommandLine.arguments.dropFirst()).filter { $0.0 == "--test-bundle-path" }.map(\.1)
    }
}
