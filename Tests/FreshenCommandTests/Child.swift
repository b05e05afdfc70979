import Glibc
import TestSupport
import Testing

/// The built program as a child process, with nothing of this process' environment but what a test gives it.
final class Child {
    /// How a run ended.
    struct Ending {
        /// The exit status; 128 and more: the signal that ended it.
        let status: Int32
        let output: String
        let log: String
    }

    private let output: Int32
    private let log: Int32
    let process: pid_t

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        let (output, childOutput) = try Self.pipe()
        let (log, childLog) = try Self.pipe()
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
        try #require(status == 0, "cannot start \(program): \(String(cString: strerror(status)))")
    }

    deinit {
        close(output)
        close(log)
    }

    /// Waits for the end, and ends a child that takes longer than `limit`.
    func finish(within limit: Duration = .seconds(30)) throws -> Ending {
        var (texts, open): ([Int32: [UInt8]], [Int32]) = ([:], [output, log])
        let end = ContinuousClock.now + limit
        var isKilled = false
        while !open.isEmpty {
            var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let left = max(.zero, end - ContinuousClock.now)
            if poll(&polled, nfds_t(polled.count), Int32(left / .milliseconds(1)) + 1) == 0, !isKilled {
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
        try #require(!isKilled, "it did not end within \(limit)")
        let text = { (descriptor: Int32) in String(decoding: texts[descriptor] ?? [], as: UTF8.self) }
        let isExit = status & 0x7f == 0
        return Ending(status: isExit ? (status >> 8) & 0xff : 128 + status & 0x7f, output: text(output), log: text(log))
    }

    func send(_ signal: Int32) {
        #expect(kill(process, signal) == 0)
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// The program that was built beside these tests: the tests run from the folder of the products, or as a bundle in it.
    private static func program() throws -> String {
        var folder = try #require(CommandLine.arguments.first.map { Substring($0) })
        for candidate in bundles() + [String(folder)] {
            folder = Substring(candidate)
            guard let slash = folder.lastIndex(of: "/") else { continue }
            let program = folder[..<slash] + "/freshen"
            if access(String(program), X_OK) == 0 { return String(program) }
        }
        throw NoProgram()
    }

    /// What `swift test` names on its command line: `--test-bundle-path PATH`.
    private static func bundles() -> [String] {
        zip(CommandLine.arguments, CommandLine.arguments.dropFirst()).filter { $0.0 == "--test-bundle-path" }.map(\.1)
    }

    private struct NoProgram: Error, CustomStringConvertible {
        let description = "no freshen beside the tests: build it first (swift build)"
    }
}

/// Runs the program to its end.
func freshen(
    _ arguments: String..., environment: [String: String] = [:], within limit: Duration = .seconds(30)
) throws -> Child.Ending {
    try Child(arguments, environment: environment).finish(within: limit)
}

private func withCStrings<Answer>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Answer
) -> Answer {
    var pointers = strings.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("an array of one element has an address") }
        return body(start)
    }
}
