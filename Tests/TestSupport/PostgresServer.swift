private import Glibc
private import Synchronization

/// A throwaway PostgreSQL cluster on a Unix socket, shared by all tests of a process.
///
/// A watcher made of `sh` starts the cluster and lives as long as its standard input, a pipe that this process holds:
/// however the tests end, the kernel closes the pipe, the cluster stops and its folder is removed.
package final class PostgresServer: Sendable {
    private static let shared = Result<PostgresServer, any Error> { try PostgresServer() }
    private static let databases = Atomic<Int>(0)

    /// The folder of the socket, as `host` of a connection string.
    package let socketFolder: String
    private let programs: String
    private let watcherInput: Int32

    /// The cluster of this process, started by the first call.
    package static func running() throws -> PostgresServer {
        try shared.get()
    }

    private init() throws {
        programs = try PostgresPrograms.folder()
        socketFolder = try PostgresServer.makeFolder()
        let asPostgres = geteuid() == 0 ? "setpriv --reuid=postgres --regid=postgres --init-groups" : ""
        let watcher = try Subprocess(
            "sh", ["-c", PostgresServer.script],
            environment: ["FOLDER": socketFolder, "PGBIN": programs, "AS_POSTGRES": asPostgres, "LC_ALL": "C"])
        guard watcher.readLine() == "ready\n" else {
            throw TestSupportError("PostgreSQL does not start:\n\(watcher.finish().output)")
        }
        watcherInput = watcher.keepInput()
    }

    /// Creates a database that no other test knows and returns its connection string.
    ///
    /// Its name begins with `name`: letters, digits and underscores. Nobody may be connected to the template.
    package func makeDatabase(named name: String = "test", template: String = "template0") throws -> String {
        let number = PostgresServer.databases.add(1, ordering: .relaxed).newValue
        let database = "\(name)_\(getpid())_\(number)"
        try runSQL("create database \(database) template \(template)", in: conninfo(database: "postgres"))
        return conninfo(database: database)
    }

    /// The connection string of a database; every role comes in without a password, except `scram`.
    package func conninfo(database: String, user: String = "postgres") -> String {
        "host=\(socketFolder) dbname=\(database) user=\(user)"
    }

    /// Runs a file through `psql`, which understands all that `pg_dump` writes, and stops at the first error.
    package func runFile(_ path: String, in conninfo: String, variables: [String: String] = [:]) throws {
        try psql(variables.flatMap { ["-v", "\($0)=\($1)"] } + ["-f", path], in: conninfo)
    }

    /// Runs statements through `psql`, as one transaction.
    package func runSQL(_ sql: String, in conninfo: String) throws {
        try psql(["-c", sql], in: conninfo)
    }

    private func psql(_ arguments: [String], in conninfo: String) throws {
        let fixed = ["-X", "-v", "ON_ERROR_STOP=1", "-q", "-d", conninfo]
        let (status, output) = try Subprocess("\(programs)/psql", fixed + arguments).finish()
        guard status == 0 else { throw TestSupportError("psql \(arguments): status \(status)\n\(output)") }
    }

    private static func makeFolder() throws -> String {
        var template = Array("/tmp/freshen-postgres-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let made else { throw TestSupportError("cannot make a folder in /tmp") }
        return made
    }

    /// Role `scram` is the one that needs a password, so that a wrong one can be told.
    private static let script = """
        options="-c listen_addresses= -c unix_socket_directories=$FOLDER -c fsync=off -c full_page_writes=off -c max_prepared_transactions=10"
        start() {
            [ -z "$AS_POSTGRES" ] || chown postgres "$FOLDER" || return
            $AS_POSTGRES "$PGBIN/initdb" -D "$FOLDER/data" -U postgres -A trust -E UTF8 --no-locale --no-sync || return
            printf '%s\\n' 'local all scram scram-sha-256' 'local all all trust' > "$FOLDER/data/pg_hba.conf"
            $AS_POSTGRES "$PGBIN/pg_ctl" -D "$FOLDER/data" -l "$FOLDER/data/log" -o "$options" -w start
        }
        cd "$FOLDER"
        if start > "$FOLDER/start.log" 2>&1 < /dev/null
        then echo ready; cat > /dev/null
        else cat "$FOLDER/start.log" "$FOLDER/data/log"
        fi
        $AS_POSTGRES "$PGBIN/pg_ctl" -D "$FOLDER/data" -m immediate stop > /dev/null 2>&1
        cd /
        rm -rf "$FOLDER"
        """
}
