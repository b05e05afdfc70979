private import Glibc
private import Synchronization

/// A temporary PostgreSQL cluster on a Unix socket, shared by all tests of a process unless a test starts its own.
///
/// A shell script, the watcher, starts the cluster and waits until its standard input, a pipe from this process, is
/// closed. Then it stops the cluster and removes its folder. The kernel closes the pipe even if this process is killed.
/// The folder is in /dev/shm if that has enough space.
package final class PostgresServer: Sendable {
    private static let shared = Result<PostgresServer, any Error> { try PostgresServer() }
    private static let databases = Atomic<Int>(0)

    /// The folder of the socket, which is the `host` of a connection string.
    package let socketFolder: String
    /// The folder of the server's programs.
    package let programs: String
    private var log: String { "\(socketFolder)/data/log" }
    private let watcher: (input: Int32, process: pid_t)
    private let asPostgres: [String]
    private let options: String

    /// The cluster of this process, started by the first call.
    package static func running() throws -> PostgresServer {
        try shared.get()
    }

    /// Starts a cluster for the caller alone, which stops when the value is released; `settings` are `name=value`.
    package static func start(settings: [String] = []) throws -> PostgresServer {
        try PostgresServer(settings: settings)
    }

    /// Starts a standby of this cluster that streams from it.
    package func startStandby() throws -> PostgresServer {
        try PostgresServer(settings: [], primary: socketFolder)
    }

    private init(settings: [String] = [], primary: String = "") throws {
        programs = try PostgresPrograms.folder()
        socketFolder = try PostgresServer.makeFolder()
        asPostgres =
            geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : []
        let fixed = [
            "listen_addresses=", "unix_socket_directories=\(socketFolder)", "fsync=off", "full_page_writes=off",
            "max_wal_size=256MB", "max_prepared_transactions=10", "log_statement=all", "log_connections=on",
            "log_line_prefix=%a/%u/%d:",
        ]
        options = (fixed + settings).map { "-c \($0)" }.joined(separator: " ")
        let watcher = try Subprocess(
            "sh", ["-c", PostgresServer.script],
            environment: [
                "FOLDER": socketFolder, "PGBIN": programs, "AS_POSTGRES": asPostgres.joined(separator: " "),
                "OPTIONS": options, "PRIMARY": primary, "LC_ALL": "C",
            ])
        let line = watcher.readLine()
        guard line.hasPrefix("PostgreSQL ") else {
            throw TestSupportError("PostgreSQL did not start:\n\(watcher.finish().output)")
        }
        // Tests/test.sh reports this version.
        ServerLogs.printError("tests on \(line)")
        self.watcher = watcher.release()
        ServerLogs.add(log)
    }

    /// Waits for the watcher: the testing library's exit tests hang while the process has another child that has ended
    /// and that has not been waited for.
    deinit {
        ServerLogs.remove(log)
        close(watcher.input)
        var status: Int32 = 0
        while waitpid(watcher.process, &status, 0) < 0 && errno == EINTR {}
    }

    /// Runs one of the server's programs on this cluster's data folder, as its owner, and returns its output.
    @discardableResult
    package func run(_ program: String, _ arguments: [String] = []) throws -> String {
        let command = asPostgres + ["\(programs)/\(program)", "-D", "\(socketFolder)/data"] + arguments
        let (status, output) = try Subprocess(command[0], Array(command.dropFirst())).finish()
        guard status == 0 else { throw TestSupportError("\(program) \(arguments): status \(status)\n\(output)") }
        return output
    }

    /// Stops the cluster; the mode `immediate` is like a power failure.
    package func stop(_ mode: String = "fast") throws {
        try run("pg_ctl", ["-m", mode, "-w", "stop"])
    }

    /// Starts the cluster again after `stop`.
    package func startAgain() throws {
        try run("pg_ctl", ["-l", log, "-o", options, "-w", "start"])
    }

    /// Dumps a database, or one schema of it, as SQL to a file in the cluster's folder and returns its path.
    package func dump(_ conninfo: String, schema: String? = nil) throws -> String {
        let path = "\(socketFolder)/dump-\(PostgresServer.databases.add(1, ordering: .relaxed).newValue).sql"
        let options = schema.map { ["-n", $0] } ?? []
        let (status, output) = try Subprocess("\(programs)/pg_dump", ["-f", path, "-d", conninfo] + options).finish()
        guard status == 0 else { throw TestSupportError("pg_dump: status \(status)\n\(output)") }
        return path
    }

    /// Whether the server can compare texts by ICU's rules: the builds of PyPI cannot.
    package func hasICU() throws -> Bool {
        let answer = try Subprocess(
            "\(programs)/psql",
            [
                "-X", "-qAt", "-d", conninfo(database: "postgres"), "-c",
                "create collation pg_temp.probe (provider = icu, locale = 'en-US')",
            ]
        ).finish()
        return answer.status == 0
    }

    /// Whether the server is built with TLS: PyPI's is not.
    package func hasTLS() throws -> Bool {
        try !value("show ssl_library", in: conninfo(database: "postgres")).isEmpty
    }

    /// Promotes a standby and waits until it takes writes.
    package func promote() throws {
        try run("pg_ctl", ["-w", "promote"])
    }

    /// Creates a database for one test and returns its connection string.
    ///
    /// Its name begins with `name`: letters, digits and underscores. The template must have no connections. `options` are
    /// further ones of CREATE DATABASE.
    package func makeDatabase(
        named name: String = "test", template: String = "template0", options: String = ""
    ) throws -> String {
        let number = PostgresServer.databases.add(1, ordering: .relaxed).newValue
        let database = "\(name)_\(getpid())_\(number)"
        try runSQL("create database \(database) template \(template) \(options)", in: conninfo(database: "postgres"))
        return conninfo(database: database)
    }

    /// Creates the role `scram`, unless another test has created it with the same password.
    package func makeScramRole(password: String) throws {
        try runSQL(
            """
            SET password_encryption = 'scram-sha-256';
            DO $$ BEGIN CREATE ROLE scram LOGIN PASSWORD '\(password)';
            EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$
            """, in: conninfo(database: "postgres"))
    }

    /// The connection string of a database; every role except `scram` logs in without a password.
    package func conninfo(database: String, user: String = "postgres") -> String {
        "host=\(socketFolder) dbname=\(database) user=\(user)"
    }

    /// Runs a file with `psql`, which accepts the output of `pg_dump`; stops at the first error.
    package func runFile(_ path: String, in conninfo: String, variables: [String: String] = [:]) throws {
        try psql(variables.flatMap { ["-v", "\($0)=\($1)"] } + ["-f", path], in: conninfo)
    }

    /// Runs statements with `psql`, in one transaction.
    package func runSQL(_ sql: String, in conninfo: String) throws {
        try psql(["-c", sql], in: conninfo)
    }

    /// The first row of a query, its columns separated by `|`.
    package func value(_ query: String, in conninfo: String) throws -> String {
        try String(psql(["-At", "-c", query], in: conninfo).prefix { !$0.isNewline })
    }

    @discardableResult
    private func psql(_ arguments: [String], in conninfo: String) throws -> String {
        let fixed = ["-X", "-v", "ON_ERROR_STOP=1", "-q", "-d", conninfo]
        // The log is searched for secrets, and a test may create a role with a decoy as password. Others may not set this.
        // A pooler, which has a port, takes no options.
        let isOwner = conninfo.contains("user=postgres") && !conninfo.contains("port=")
        let quiet = isOwner ? ["PGOPTIONS": "-c log_statement=none"] : [:]
        let (status, output) = try Subprocess("\(programs)/psql", fixed + arguments, environment: quiet).finish()
        guard status == 0 else { throw TestSupportError("psql \(arguments): status \(status)\n\(output)") }
        return output
    }

    private static func makeFolder() throws -> String {
        let parent = hasSpaceInMemory ? "/dev/shm" : "/tmp"
        var template = Array("\(parent)/freshen-postgres-XXXXXX".utf8CString)
        let created = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let created else { throw TestSupportError("cannot create a folder in \(parent)") }
        return created
    }

    /// Whether /dev/shm is writable and has 16 GiB free: the databases of all tests take 10 GiB.
    private static var hasSpaceInMemory: Bool {
        var space = statvfs()
        guard access("/dev/shm", W_OK) == 0, statvfs("/dev/shm", &space) == 0 else { return false }
        return UInt64(space.f_bavail) * UInt64(space.f_frsize) >= 16 << 30
    }

    /// Starts the cluster, and stops it when the input is closed.
    ///
    /// Only the role `scram` needs a password, for tests with a wrong one. SIGPIPE is ignored because the tests may end
    /// before the version is printed: the script must go on and stop the cluster.
    private static let script = """
        trap '' PIPE
        make() {
            [ -z "$PRIMARY" ] || {
                $AS_POSTGRES "$PGBIN/pg_basebackup" -h "$PRIMARY" -U postgres -D "$FOLDER/data" -R -c fast --no-sync
                return
            }
            $AS_POSTGRES "$PGBIN/initdb" -D "$FOLDER/data" -U postgres -A trust -E UTF8 --no-locale --no-sync || return
            printf '%s\\n' 'local all scram scram-sha-256' 'local all,replication all trust' > "$FOLDER/data/pg_hba.conf"
        }
        start() {
            [ -z "$AS_POSTGRES" ] || chown postgres "$FOLDER" || return
            make || return
            $AS_POSTGRES "$PGBIN/pg_ctl" -D "$FOLDER/data" -l "$FOLDER/data/log" -o "$OPTIONS" -w start
        }
        cd "$FOLDER"
        if start > "$FOLDER/start.log" 2>&1 < /dev/null
        then
            version=$("$PGBIN/psql" -X -A -t -h "$FOLDER" -U postgres -c 'SHOW server_version' postgres 2>&1)
            echo "PostgreSQL $version, $PGBIN"
            cat > /dev/null
        else cat "$FOLDER/start.log" "$FOLDER/data/log"
        fi
        $AS_POSTGRES "$PGBIN/pg_ctl" -D "$FOLDER/data" -m immediate stop > /dev/null 2>&1
        cd /
        rm -rf "$FOLDER"
        """
}
