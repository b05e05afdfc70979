import Glibc
import TestSupport
import Testing

@Suite struct HTTPStandInTests {
    @Test func `a released stand-in closes its port, even with a connected client`() throws {
        var server: HTTPStandIn? = try HTTPStandIn { _ in .hang }
        let port = try #require(server?.port)
        let client = try #require(connect(to: port))
        defer { close(client) }
        #expect(send(client, "GET / HTTP/1.1\r\n\r\n", 18, 0) == 18)
        server = nil
        var byte: UInt8 = 0
        #expect(read(client, &byte, 1) <= 0)
        #expect(connect(to: port) == nil)
    }

    private func connect(to port: UInt16) -> Int32? {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                Glibc.connect(client, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status != 0 { close(client) }
        return status == 0 ? client : nil
    }
}
