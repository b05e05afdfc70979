import Glibc
import Testing

/// A listener with a full queue, so that no further connection is accepted.
final class FullServer {
    let port: UInt16
    private var sockets: [Int32] = []

    init() throws {
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var sockets = [listener]
        let isFull = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                guard bind(listener, pointer, length) == 0, listen(listener, 0) == 0,
                    getsockname(listener, pointer, &length) == 0
                else { return false }
                for _ in 0..<3 {
                    let filler = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
                    sockets.append(filler)
                    _ = connect(filler, pointer, length)
                }
                return true
            }
        }
        try #require(isFull)
        self.sockets = sockets
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        for socket in sockets { close(socket) }
    }
}
