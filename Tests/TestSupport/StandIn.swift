/// A server of `Tests/StandIns`, which runs until this value is released.
package final class StandIn: @unchecked Sendable {
    /// The port of 127.0.0.1 that it listens on.
    package let port: Int
    /// Only `init` and `deinit` use it, which cannot run at the same time.
    private let server: Subprocess

    /// Whether python3 can import these modules.
    package static func hasPython(_ modules: String) -> Bool {
        (try? Subprocess("python3", ["-c", "import \(modules)"], inheriting: variables).finish())?.status == 0
    }

    private static let variables = ["PATH", "PYTHONPATH"]

    /// Starts a script, which inherits only the search paths, and waits until it listens.
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
