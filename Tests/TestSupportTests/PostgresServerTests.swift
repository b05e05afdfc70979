import FoundationEssentials
import Glibc
import TestSupport
import Testing

@Suite struct PostgresServerTests {
    @Test func `makeDatabase creates a new database each time`() throws {
        let server = try PostgresServer.running()
        let (one, two) = (try server.makeDatabase(named: "a"), try server.makeDatabase(named: "a"))
        #expect(one != two)
        try server.runSQL("create table t ()", in: one)
        try server.runSQL("create table t ()", in: two)
    }

    @Test func `makeDatabase can copy another database`() throws {
        let server = try PostgresServer.running()
        let original = try server.makeDatabase()
        try server.runSQL("create table t (a int)", in: original)
        let name = try #require(original.split(separator: " ").first { $0.hasPrefix("dbname=") }).dropFirst(7)
        try server.runSQL("insert into t values (1)", in: try server.makeDatabase(template: String(name)))
    }

    @Test func `a failed statement throws psql's message`() throws {
        let server = try PostgresServer.running()
        let error = try #require(throws: TestSupportError.self) {
            try server.runSQL("select nonsense", in: try server.makeDatabase())
        }
        #expect(error.description.contains("column \"nonsense\" does not exist"))
    }

    @Test func `runFile accepts psql's commands and COPY data, and stops at the first error`() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase()
        let path = server.socketFolder + "/dump.sql"
        try write("\\set a 1\ncreate table t (a int);\ncopy t from stdin;\n7\n\\.\nselect 1/a from t;\n", to: path)
        try server.runFile(path, in: database)
        try server.runSQL("do $$ begin assert (select a from t) = 7; end $$", in: database)
        try write("select nonsense; create table u ();", to: path)
        #expect(throws: TestSupportError.self) { try server.runFile(path, in: database) }
        try server.runSQL("create table u ()", in: database)
    }

    @Test func `the cluster is removed after its process was killed`() async throws {
        let result = await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
            print("folder=\(try PostgresServer.running().socketFolder);")
            fflush(nil)
            kill(getpid(), SIGKILL)
        }
        let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
        let line = try #require(output.split(whereSeparator: \.isNewline).first { $0.hasPrefix("folder=") })
        try expectRemoved(String(line.dropFirst(7).prefix { $0 != ";" }))
    }

    /// psql is the last program that is called while a cluster starts; here it kills the process of the tests.
    @Test func `the cluster is removed after its process was killed during the start`() async throws {
        let (folder, programs) = try (Folder(), PostgresServer.running().programs)
        for program in ["initdb", "pg_ctl"] {
            try script("exec \(programs)/\(program) \"$@\"", named: program, in: folder)
        }
        let note = try folder.write("", to: "cluster")
        // The fifth argument of psql is the folder of the socket. The process is gone before the watcher prints the version.
        let end = "kill -9 $TESTS; while kill -0 $TESTS 2> /dev/null; do sleep 0.01; done"
        try script("echo \"$5\" > \(note); \(end)", named: "psql", in: folder)
        try #require(chmod(folder.path, 0o755) == 0)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            // A cluster that is left behind must not hold the pipe to the testing library open, which would wait for it.
            for descriptor in Int32(3)..<256 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            setenv("PGBIN", path, 1)
            setenv("TESTS", "\(getpid())", 1)
            _ = try PostgresServer.running()
        }
        try expectRemoved(String(contentsOfFile: note, encoding: .utf8).filter { !$0.isNewline })
    }

    private func script(_ line: String, named name: String, in folder: Folder) throws {
        try #require(chmod(folder.write("#!/bin/sh\n\(line)\n", to: name), 0o755) == 0)
    }

    private func expectRemoved(_ folder: String) throws {
        #expect(folder.hasPrefix("/tmp/freshen-postgres-") || folder.hasPrefix("/dev/shm/freshen-postgres-"))
        let ended = ContinuousClock.now + .seconds(20)
        while access(folder, F_OK) == 0 {
            try #require(ContinuousClock.now < ended, "the folder still exists")
            usleep(20_000)
        }
    }

    private func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        defer { fclose(file) }
        try #require(fputs(text, file) >= 0)
    }
}
