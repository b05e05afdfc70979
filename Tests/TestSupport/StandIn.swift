/// A server of `Tests/StandIns`, which runs until this value goes away.
package final class StandIn: @unchecked Sendable {
    /// The port of 127.0.0.1 that it listens on.
    package let port: Int
    /// Read by this initializer and by deinit only, which never meet.
    private let server: Subprocess

    /// Whether python3 has these modules: not every machine has what PyPI offers.
    package static func hasPython(_ modules: String) -> Bool {
        (try? Subprocess("python3", ["-c", "import \(modules)"], inheriting: variables).finish())?.status == 0
    }

    private static let variables = ["PATH", "PYTHONPATH"]

    /// Starts a script of the folder with nothing of this environment but the search paths, and waits until it listens.
    package init(_ script: String, _ arguments: [String] = []) throws {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        server = try Subprocess("python3", ["/\(folder)/StandIns/\(script)"] + arguments, inheriting: Self.variables)
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
