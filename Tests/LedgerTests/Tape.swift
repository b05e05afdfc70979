import Freshen
import PostgresClient
import TestSupport

/// A recorded CMS: its first state, what was written step by step, and which pages that changed for a visitor.
struct Tape {
    struct Step {
        let name: String
        let at: Instant
        /// Played at once, through a session of its own.
        let file: String?
        /// Played on the connection that stays open from step to step.
        let heldFile: String?
        let changed: Set<String>
    }

    let stage: Stage
    let steps: [Step]
    private let folder: String

    /// Loads the tape in `folder` and looks at its first state.
    init(_ folder: String) throws {
        self.folder = folder
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(named: "tape")
        try server.runFile(packageFolder + folder + "base.sql", in: database)
        stage = try Stage(try contents(of: "Tests/Fixtures/directus/site.yaml"), database: database)
        steps = try Tape.steps(try contents(of: folder + "steps.json"), stage.cms)
    }

    func play(_ step: Step) throws {
        if let file = step.heldFile { try stage.sql(contents(of: folder + file)) }
        if let file = step.file {
            try PostgresServer.running().runFile(packageFolder + folder + file, in: stage.conninfo)
        }
    }

    private static func steps(_ json: String, _ connection: Connection) throws -> [Step] {
        let rows = try connection.query(
            """
            SELECT step ->> 'name' AS name, step ->> 'at' AS at, step ->> 'file' AS file,
              step ->> 'connection2' AS held_file, step -> 'changed' AS changed
            FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS steps(step, place) ORDER BY place
            """, [json])
        return try rows.map { row in
            Step(
                name: try row.text("name"), at: instant(try row.text("at")), file: row["file"],
                heldFile: row["held_file"], changed: Set(try row.json("changed", as: [String].self)))
        }
    }
}
