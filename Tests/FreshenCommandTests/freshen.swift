import TestSupport
import Testing

/// A new database with these tables and the schema `freshen`, as the program makes it.
func migratedDatabase(named name: String, _ tables: String) throws -> (server: PostgresServer, database: String) {
    let server = try PostgresServer.running()
    let database = try server.makeDatabase(named: name)
    try server.runSQL(tables, in: database)
    #expect(try Child(["migrate"], environment: ["DATABASE_URL": database]).finish().status == 0)
    return (server, database)
}

/// Runs the program and waits until it ends.
func freshen(
    _ arguments: String..., environment: [String: String] = [:], within limit: Duration = .seconds(30)
) throws -> Child.Ending {
    try Child(arguments, environment: environment).finish(within: limit)
}
