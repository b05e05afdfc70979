/// A server on loopback that the tests start, which runs until this value is released.
package final class StandIn: @unchecked Sendable {
    /// The port of 127.0.0.1 that it listens on.
    package let port: Int
    /// `deinit` uses it, too, which cannot run at the same time as another use.
    private let server: Subprocess

    /// Whether python3 can import these modules.
    package static func hasPython(_ modules: String) -> Bool {
        (try? Subprocess("python3", ["-c", "import \(modules)"], inheriting: variables).finish())?.status == 0
    }

    private static let variables = ["PATH", "PYTHONPATH"]

    /// Starts a script of `Tests/StandIns`, which inherits only the search paths, and waits until it listens.
    package convenience init(_ script: String, _ arguments: [String] = []) throws {
        try self.init(running: "python3", "StandIns/\(script)", arguments)
    }

    /// Starts the routes of `k8s/nextjs` in the stand-in for a version of Next.js; `environment` is theirs.
    package convenience init(nextJS version: String, environment: [String: String]) throws {
        let variables = environment.merging(["NODE_NO_WARNINGS": "1"]) { $1 }
        try self.init(running: "node", "NextHandler/serve.mjs", [version], environment: variables)
    }

    private init(
        running program: String, _ script: String, _ arguments: [String], environment: [String: String] = [:]
    ) throws {
        server = try Subprocess(
            program, [packageFolder + "Tests/" + script] + arguments, environment: environment,
            inheriting: Self.variables)
        let line = server.readLine()
        guard let port = Int(line.dropFirst("listening ".count).prefix { $0.isNumber }) else {
            throw TestSupportError("\(script) did not start: \(line)")
        }
        self.port = port
    }

    /// Waits for the next line that the server prints; only one thread may wait.
    package func nextLine() -> String { server.readLine() }

    deinit {
        _ = server.finish()
    }
}
