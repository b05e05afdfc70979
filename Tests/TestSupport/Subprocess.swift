internal import Glibc

/// A program that was started, with pipes to its input and from its output.
///
/// The descriptors are closed on exec: a child of another test that inherited `input` would keep this program running.
final class Subprocess {
    private var input: Int32
    private let output: Int32
    private let process: pid_t

    /// Starts a program in a process group of its own, so that Ctrl-C in the terminal does not reach it.
    ///
    /// It gets the variables of `environment` and inherits those in `names`, or all of them.
    init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], inheriting names: [String]? = nil
    ) throws(TestSupportError) {
        let (childInput, input) = try Subprocess.pipe()
        let (output, childOutput) = try Subprocess.pipe()
        defer { _ = (close(childInput), close(childOutput)) }
        (self.input, self.output) = (input, output)
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer { _ = (posix_spawn_file_actions_destroy(&actions), posix_spawnattr_destroy(&attributes)) }
        posix_spawn_file_actions_adddup2(&actions, childInput, 0)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 1)
        posix_spawn_file_actions_adddup2(&actions, childOutput, 2)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var process = pid_t()
        let inherited = Subprocess.inherited().filter { names?.contains($0.key) ?? true }
        let variables = inherited.merging(environment) { $1 }.map { "\($0)=\($1)" }
        let status = withCStrings([program] + arguments) { arguments in
            withCStrings(variables) { posix_spawnp(&process, program, &actions, &attributes, arguments, $0) }
        }
        self.process = process
        guard status == 0 else {
            throw TestSupportError("cannot start \(program): \(String(cString: strerror(status)))")
        }
    }

    deinit {
        closeInput()
        close(output)
    }

    /// Sends text to the program's input.
    func write(_ text: String) throws(TestSupportError) {
        let bytes = Array(text.utf8)
        guard Glibc.write(input, bytes, bytes.count) == bytes.count else {
            throw TestSupportError("a program does not read its input")
        }
    }

    /// Ends the program's input.
    func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Returns the writing end of the input and the process id; the caller must close the one and wait for the other.
    func release() -> (input: Int32, process: pid_t) {
        defer { input = -1 }
        return (input, process)
    }

    /// Reads the program's output up to and including a newline, or to its end.
    func readLine() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.last != UInt8(ascii: "\n"), read(output, &byte, 1) == 1 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Closes the input and waits for the program; returns its status and the rest of its output.
    func finish() -> (status: Int32, output: String) {
        closeInput()
        var text = ""
        while case let line = readLine(), !line.isEmpty { text += line }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        return (status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f, text)
    }

    /// A pipe whose ends are closed on exec.
    static func pipe() throws(TestSupportError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        // Unlike `pipe`, `socketpair` sets CLOEXEC at once: another thread could start a child in between.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw TestSupportError("cannot create a pipe: no descriptors left")
        }
        return (ends[0], ends[1])
    }

    private static func inherited() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }
}
