import Glibc

@testable import HTTPClient

/// Sends requests to 127.0.0.1, each over its own connection.
struct LoopbackSender: HTTPSending {
    func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
        let parts = request.url.split(separator: "/", maxSplits: 2)
        let target = "/" + (parts.count > 2 ? parts[2] : "")
        let socket = try connected(port: UInt16(parts[1].split(separator: ":")[1]) ?? 0)
        defer { close(socket) }
        var headers = request.headers + [HTTPHeader("Connection", "close")]
        headers.append(HTTPHeader("Content-Length", "\(request.body.count)"))
        let lines = ["\(request.method) \(target) HTTP/1.1"] + headers.map { "\($0.name): \($0.value)" }
        try write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + request.body, to: socket)
        return try response(readToEnd(socket))
    }

    private func connected(port: UInt16) throws(HTTPError) -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(socket)
            throw HTTPError(kind: .unreachable, code: errno, message: "connection refused")
        }
        return socket
    }

    private func write(_ bytes: [UInt8], to socket: Int32) throws(HTTPError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw HTTPError(kind: .broken, code: errno, message: "closed while sending") }
            rest = rest.dropFirst(count)
        }
    }

    private func readToEnd(_ socket: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(socket, &chunk, chunk.count, 0), count > 0 { bytes += chunk[..<count] }
        return bytes
    }

    private func response(_ bytes: [UInt8]) throws(HTTPError) -> HTTPResponse {
        let broken = HTTPError(kind: .broken, code: 0, message: "closed before the answer's end")
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw broken }
        let lines = parts[0].split(separator: "\r\n")
        let headers = lines.dropFirst().map { line in
            let name = line.prefix { $0 != ":" }
            return HTTPHeader(String(name), String(line.dropFirst(name.count + 2)))
        }
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) }
        let response = HTTPResponse(status: status ?? 0, headers: headers, body: Array(parts[1].utf8))
        guard response.header("Content-Length") == "\(response.body.count)" else { throw broken }
        return response
    }
}
