import Glibc
import TestSupport

/// A stand-in for a server that sends notices in the middle of a statement, and reads the rest once they are taken.
final class NoticeServer: @unchecked Sendable {
    private struct ProtocolError: Error {
        let message: String
    }

    /// More than the buffers of both sockets hold.
    static let noticeBytes = 20_000_000

    let port: UInt16
    private let server: SilentServer
    private let isStuck: Bool
    private var session: Int32 = -1
    private var serving: BackgroundThread?

    /// `isStuck`: it answers no statement at all.
    init(isStuck: Bool = false) throws {
        self.isStuck = isStuck
        server = try SilentServer()
        port = server.port
        serving = BackgroundThread { [unowned self] in try serve() }
    }

    deinit {
        if session >= 0 { close(session) }
    }

    /// Waits until the statement was answered; the connection stays open as long as this value.
    func finish() throws {
        try serving?.join()
    }

    private func serve() throws {
        session = try server.accept()
        do { try answer() } catch {
            shutdown(session, Int32(SHUT_RDWR))
            throw error
        }
    }

    private func answer() throws {
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(session, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        _ = try read(Int(try readLength()) - 4)
        try write(message("R", [0, 0, 0, 0]) + message("Z", Array("I".utf8)))
        if isStuck { return }
        // The statement that begins the transaction; a server would answer each part of it.
        try skip("Q")
        try write(message("C", Array("BEGIN\0".utf8)) + message("Z", Array("T".utf8)))
        try skip("P")
        let length = try readHeader("B")
        try write(Array(repeatElement(notice, count: Self.noticeBytes / notice.count).joined()))
        _ = try read(length)
        for kind in ["D", "E", "S"] { try skip(kind) }
        let completed = message("C", Array("SELECT 0\0".utf8))
        try write(message("1", []) + message("2", []) + message("n", []) + completed + message("Z", Array("T".utf8)))
        try skip("Q")
        try write(message("C", Array("COMMIT\0".utf8)) + message("Z", Array("I".utf8)))
    }

    private var notice: [UInt8] {
        message("N", Array("SNOTICE\0C00000\0M\(String(repeating: "x", count: 1_000))\0\0".utf8))
    }

    private func message(_ kind: String, _ body: [UInt8]) -> [UInt8] {
        let length = UInt32(body.count + 4)
        return Array(kind.utf8) + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + body
    }

    private func skip(_ kind: String) throws {
        _ = try read(try readHeader(kind))
    }

    /// Reads a message's kind and returns the length of what follows.
    private func readHeader(_ kind: String) throws -> Int {
        let found = String(decoding: try read(1), as: UTF8.self)
        guard found == kind else { throw ProtocolError(message: "message \(found) where \(kind) is expected") }
        return Int(try readLength()) - 4
    }

    private func readLength() throws -> UInt32 {
        try read(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes {
                recv(session, $0.baseAddress?.advanced(by: done), count - done, 0)
            }
            guard got > 0 else { throw ProtocolError(message: "the client closed the connection") }
            done += got
        }
        return bytes
    }

    private func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let sent = bytes.withUnsafeBytes {
                send(session, $0.baseAddress?.advanced(by: done), bytes.count - done, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw ProtocolError(message: "the client takes no more") }
            done += sent
        }
    }
}
