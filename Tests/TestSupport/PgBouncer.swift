private import Glibc

/// A real PgBouncer on a Unix socket, in front of a cluster of the tests.
///
/// A shell script, the watcher, runs it and starts it anew for each line that it reads; when its input ends, it stops
/// PgBouncer and removes the folder, as that of `PostgresServer` does.
package final class PgBouncer {
    /// What a client may put into one session of the server: `session`, `transaction` or `statement`.
    package enum Mode: String, Sendable {
        case session, transaction, statement
    }

    private static let port = 6432
    private let folder: Folder
    private let watcher: Subprocess

    /// Starts a pooler with `poolSize` sessions for each database and user; `settings` are further lines of its file.
    ///
    /// `users` log in without a password. `databases` are the pooled ones; `*` stands for all.
    package init(
        _ server: PostgresServer, _ mode: Mode, poolSize: Int = 1, users: [String] = ["postgres"],
        databases: String = "*", settings: [String] = []
    ) throws {
        folder = try Folder()
        let lines =
            [
                "[databases]", "\(databases) = host=\(server.socketFolder) port=5432", "[pgbouncer]",
                "listen_addr =", "listen_port = \(Self.port)", "unix_socket_dir = \(folder.path)",
                "pidfile = \(folder.path)/pid", "auth_type = trust", "auth_file = \(folder.path)/users",
                "pool_mode = \(mode)", "default_pool_size = \(poolSize)",
                "log_connections = 0", "log_disconnections = 0", "log_stats = 0",
            ] + settings
        _ = try folder.write(users.map { "\"\($0)\" \"\"\n" }.joined(), to: "users")
        _ = try folder.write(lines.map { $0 + "\n" }.joined(), to: "pgbouncer.ini")
        watcher = try Subprocess(
            "sh", ["-c", Self.script],
            environment: [
                "FOLDER": folder.path, "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin",
                "AS_POSTGRES": geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --init-groups" : "",
            ])
        try waitUntilUp()
    }

    /// Waits for the watcher: see `PostgresServer`.
    deinit {
        _ = watcher.finish()
    }

    /// The connection string that leads to a database through the pooler.
    package func conninfo(_ database: String) -> String {
        let kept = database.split(separator: " ").filter { !$0.hasPrefix("host=") }
        return (["host=\(folder.path)", "port=\(Self.port)"] + kept.map(String.init)).joined(separator: " ")
    }

    /// Ends all connections, and starts again.
    package func restart() throws {
        try watcher.write("restart\n")
        try waitUntilUp()
    }

    private func waitUntilUp() throws {
        var log = ""
        while case let line = watcher.readLine(), !line.isEmpty {
            if line.contains("process up: ") { return }
            log += line
            if line == "ended\n" { throw TestSupportError("PgBouncer did not start:\n" + log) }
        }
        throw TestSupportError("PgBouncer's watcher ended:\n" + log)
    }

    private static let script = """
        trap '' PIPE
        start() {
            rm -f "$FOLDER/pid" "$FOLDER/stopping"
            {
                $AS_POSTGRES pgbouncer "$FOLDER/pgbouncer.ini" 2>&1 < /dev/null
                [ -e "$FOLDER/stopping" ] || echo ended
            } &
        }
        stop() {
            touch "$FOLDER/stopping"
            [ ! -e "$FOLDER/pid" ] || kill "$(cat "$FOLDER/pid")"
            wait
        }
        [ -z "$AS_POSTGRES" ] || chown -R postgres "$FOLDER"
        start
        while read -r line
        do
            stop
            start
        done
        stop
        rm -rf "$FOLDER"
        """
}
