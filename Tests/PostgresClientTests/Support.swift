import Glibc
import PostgresClient
import TestSupport
import Testing

/// Opens a connection to a database of its own.
func connect(interrupt: Int32? = nil) throws -> Connection {
    try open(PostgresServer.running().makeDatabase(), interrupt: interrupt)
}

func open(_ conninfo: String, timeout: Duration = .seconds(20), interrupt: Int32? = nil) throws -> Connection {
    try Connection.open(conninfo, applicationName: "tests", timeout: timeout, interrupt: interrupt)
}

/// Runs what must fail and returns its error.
func failure(_ body: () throws -> Void) throws -> PostgresError {
    let error = try #require(throws: PostgresError.self, performing: body)
    try #require(!Decoy.isShown(in: "\(error)"))
    return error
}

/// Accepts connections and never answers, like a server that hangs.
final class SilentServer {
    let port: UInt16
    private let socket: Int32

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (socket, status) = (socket, length)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, status) == 0 && listen(socket, 1) == 0
                    && getsockname(socket, pointer, &length) == 0
            }
        }
        try #require(bound)
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        close(socket)
    }

    /// Takes the next connection, which the caller closes.
    func accept() throws -> Int32 {
        let session = Glibc.accept(socket, nil, nil)
        try #require(session >= 0)
        return session
    }
}
