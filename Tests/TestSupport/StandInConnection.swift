private import Glibc

/// One connection of a stand-in, which has its own thread.
struct StandInConnection {
    private let socket: Int32
    private let number: Int
    private let core: StandInCore
    private var buffer: [UInt8] = []

    init(_ socket: Int32, _ number: Int, _ core: StandInCore) {
        (self.socket, self.number, self.core) = (socket, number, core)
    }

    /// Answers requests until the client disconnects or a behaviour ends the connection.
    consuming func serve() {
        var place = 0
        while let request = readRequest(place), apply(core.record(request)) { place += 1 }
    }

    /// Returns whether the connection stays open for another request.
    private func apply(_ behaviour: Behaviour) -> Bool {
        let script = behaviour.script
        for (index, part) in script.parts.enumerated() {
            if index > 0 { usleep(useconds_t(script.pause / .microseconds(1))) }
            guard write(Array(part.utf8)) else { return false }
        }
        switch script.ending {
        case .keep: return true
        case .close: break
        case .reset: resetOnClose()
        case .hang: waitForDisconnect()
        }
        return false
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(socket, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Makes `close` send a reset.
    private func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    private func waitForDisconnect() {
        var byte: UInt8 = 0
        while read(socket, &byte, 1) > 0 {}
    }

    private mutating func readRequest(_ place: Int) -> RequestSeen? {
        var lines: [String] = []
        while let line = readLine(), !line.isEmpty { lines.append(line) }
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count == 3 else { return nil }
        var request = RequestSeen(method: String(words[0]), target: String(words[1]), connection: number, place: place)
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            request.headers[parts[0].lowercased()] = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
        }
        let size = request.headers["content-length"].flatMap { Int($0) } ?? 0
        while buffer.count < size { guard fill() else { return nil } }
        request.body = Array(buffer.prefix(size))
        buffer.removeFirst(size)
        return request
    }

    private mutating func readLine() -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            }
            guard fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = read(socket, &bytes, bytes.count)
        guard count > 0 else { return false }
        buffer += bytes[..<count]
        return true
    }
}
