import Glibc

/// A server of `Tests/StandIns`, which runs until this value goes away.
final class StandIn {
    let port: Int
    private let process: pid_t
    /// The other end of the server's standard input and output; the server ends when it is closed.
    private let channel: Int32

    struct Failed: Error { let reason: String }

    init(_ script: String, _ arguments: [String] = []) throws {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        var ends: [Int32] = [0, 0]
        // Without CLOEXEC, a server started at the same time would keep this one's standard input open.
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Failed(reason: "no socket pair")
        }
        defer { close(ends[1]) }
        channel = ends[0]
        process = try spawn(["python3", "/\(folder)/StandIns/\(script)"] + arguments, channel: ends[1])
        port = Int(firstLine(channel).dropFirst("listening ".count)) ?? 0
        guard port != 0 else { throw Failed(reason: "\(script) did not start") }
    }

    deinit {
        close(channel)
        waitpid(process, nil, 0)
    }
}

/// Starts a command with nothing of this environment but its search path.
private func spawn(_ command: [String], channel: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, channel, 0)
    posix_spawn_file_actions_adddup2(&actions, channel, 1)
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    var arguments = command.map { strdup($0) } + [nil]
    var environment = [strdup("PATH=\(path)"), nil]
    defer { for string in arguments + environment { free(string) } }
    var process = pid_t()
    guard posix_spawnp(&process, command[0], &actions, nil, &arguments, &environment) == 0 else {
        throw StandIn.Failed(reason: "\(command[0]) is not there")
    }
    return process
}

private func firstLine(_ file: Int32) -> String {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(file, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
    return String(decoding: line, as: UTF8.self)
}
