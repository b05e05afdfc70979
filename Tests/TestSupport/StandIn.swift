/// A server of `Tests/StandIns`, which runs until this value goes away.
package final class StandIn: @unchecked Sendable {
    /// The port of 127.0.0.1 that it listens on.
    package let port: Int
    /// Read by this initializer and by deinit only, which never meet.
    private let server: Subprocess

    /// Starts a script of the folder with nothing of this environment but the search path, and waits until it listens.
    package init(_ script: String, _ arguments: [String] = []) throws {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        server = try Subprocess("python3", ["/\(folder)/StandIns/\(script)"] + arguments, inheriting: ["PATH"])
        let line = server.readLine()
        guard let port = Int(line.dropFirst("listening ".count).prefix { $0.isNumber }) else {
            throw TestSupportError("\(script) did not start: \(line)")
        }
        self.port = port
    }

    deinit {
        _ = server.finish()
    }
}
