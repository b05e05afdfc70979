import Glibc
import TestSupport
import Testing

/// What a proxy does to statements on their way to the server.
struct Tampering: Sendable {
    /// What becomes of a statement's text.
    var rewrite: @Sendable (String) -> String = { $0 }
    /// Statements that are run before the first one of a look that begins like this.
    var before: (prefix: String, sql: String)?
}

/// Stands between libpq and a server on Unix sockets and rewrites the text of statements.
///
/// The tests break freshen's design by it: the code under test needs no hook or parameter for them, and one decision in
/// one statement is broken. Where a statement was reworded so that a rewrite no longer matches, nothing is broken, nothing
/// is lost, and the mutant's test fails.
final class Proxy: @unchecked Sendable {
    /// The folder of the proxy's socket, as `host` of a connection string.
    let folder: String
    private let upstream: String
    private let tampering: Tampering
    private let listener: Int32
    private var acceptor: BackgroundThread?

    init(toServerIn upstream: String, _ tampering: Tampering) throws {
        self.upstream = upstream
        self.tampering = tampering
        var template = Array("/tmp/freshen-proxy-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        folder = try #require(made)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let bound = withUnixAddress(folder) { bind(listener, $0, $1) == 0 && listen(listener, 8) == 0 }
        guard bound else { throw Unexpected("cannot listen in \(folder)") }
        acceptor = BackgroundThread { [self] in acceptAll() }
    }

    /// Ends the proxy when every client has gone away.
    func stop() throws {
        shutdown(listener, Int32(SHUT_RDWR))
        try acceptor?.join()
        acceptor = nil
        close(listener)
        unlink("\(folder)/.s.PGSQL.5432")
        rmdir(folder)
    }

    private func acceptAll() {
        var relays: [BackgroundThread] = []
        while case let client = accept(listener, nil, nil), client >= 0 {
            let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            let connected = withUnixAddress(upstream) { connect(server, $0, $1) == 0 }
            guard connected else {
                _ = (close(client), close(server))
                continue
            }
            let tampering = tampering
            relays.append(
                BackgroundThread {
                    var relay = Relay(client: client, server: server, tampering: tampering)
                    relay.run()
                    _ = (close(client), close(server))
                })
        }
        for relay in relays { try? relay.join() }
    }
}

/// One connection through the proxy.
private struct Relay {
    let client: Int32
    let server: Int32
    let tampering: Tampering
    private var pending: [UInt8] = []
    private var hasStarted = false
    private var isArmed = false

    init(client: Int32, server: Int32, tampering: Tampering) {
        (self.client, self.server, self.tampering) = (client, server, tampering)
    }

    mutating func run() {
        while true {
            var ends = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&ends, 2, -1) > 0 else { return }
            if ends[1].revents != 0 {
                guard let bytes = receive(server), send(client, bytes) else { return }
            }
            if ends[0].revents != 0 {
                guard let bytes = receive(client) else { return }
                pending += bytes
                while let message = nextMessage() { guard forward(message) else { return } }
            }
        }
    }

    /// A message with its type, which the first one of a connection does not have, and its length.
    private mutating func nextMessage() -> [UInt8]? {
        let start = hasStarted ? 1 : 0
        guard pending.count >= start + 4 else { return nil }
        let length = pending[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
        guard pending.count >= start + length else { return nil }
        defer { pending.removeFirst(start + length) }
        hasStarted = true
        return Array(pending[..<(start + length)])
    }

    /// `Q` is a script of statements, `P` names and prepares one; both hold its text up to a zero byte.
    private mutating func forward(_ message: [UInt8]) -> Bool {
        guard let type = message.first, type == UInt8(ascii: "Q") || type == UInt8(ascii: "P"),
            let start = type == UInt8(ascii: "Q") ? 5 : message.dropFirst(5).firstIndex(of: 0).map({ $0 + 1 }),
            let end = message.dropFirst(start).firstIndex(of: 0)
        else { return send(server, message) }
        let text = String(decoding: message[start..<end], as: UTF8.self)
        if text.hasPrefix("BEGIN ISOLATION") { isArmed = true }
        if isArmed, let before = tampering.before, text.hasPrefix(before.prefix) {
            isArmed = false
            guard intervene(before.sql) else { return false }
        }
        let body = message[5..<start] + Array(tampering.rewrite(text).utf8) + message[end...]
        return send(server, [type] + bigEndian(body.count + 4) + body)
    }

    /// Runs a script of the proxy's own while the client waits, and keeps the answers from it.
    private func intervene(_ sql: String) -> Bool {
        let body = Array(sql.utf8) + [0]
        guard send(server, [UInt8(ascii: "Q")] + bigEndian(body.count + 4) + body) else { return false }
        var answer: [UInt8] = []
        while let bytes = receive(server) {
            answer += bytes
            while answer.count >= 5 {
                let length = answer[1..<5].reduce(0) { $0 << 8 | Int($1) } + 1
                guard answer.count >= length else { break }
                if answer[0] == UInt8(ascii: "E") {
                    print("proxy: \(String(decoding: answer[5..<length], as: UTF8.self))")
                }
                if answer[0] == UInt8(ascii: "Z") { return true }
                answer.removeFirst(length)
            }
        }
        return false
    }

    private func receive(_ socket: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(socket, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private func send(_ socket: Int32, _ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

private func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}

/// Lends the address of the socket that PostgreSQL has in a folder.
private func withUnixAddress<Result>(
    _ folder: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
) -> Result {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let path = Array("\(folder)/.s.PGSQL.5432".utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.prefix($0.count - 1)) }
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
}
