internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// A connection to the CMS's database, with statements as parts that bind their values.
struct Session {
    let connection: Connection

    func rows(_ sql: SQL, _ context: SQL.Context = SQL.Context()) throws -> Rows {
        let rendered = sql.rendered(context)
        return try connection.query(rendered.text, rendered.parameters)
    }

    func run(_ sql: SQL, _ context: SQL.Context = SQL.Context()) throws {
        _ = try rows(sql, context)
    }

    /// Runs `body` in a transaction whose statements all see one snapshot.
    ///
    /// Where another writer committed between the snapshot and the lock, there is a newer truth: begin again. After five
    /// such collisions in a row the others are left the field.
    func transaction<Result>(_ begin: String, _ body: () throws -> Result) throws -> Result {
        var attempt = 0
        while true {
            attempt += 1
            do {
                try connection.execute(begin)
                let result = try body()
                try connection.execute("COMMIT")
                return result
            } catch let error as PostgresError where error.sqlState?.rawValue == "40001" && attempt < 5 {
                try connection.execute("ROLLBACK")
            } catch {
                // Where the connection is gone the server rolls back by itself.
                try? connection.execute("ROLLBACK")
                throw error
            }
        }
    }
}

extension Row {
    func int(_ index: Int) -> Int? {
        self[index].flatMap { Int($0) }
    }

    /// A column that holds microseconds since the epoch.
    func instant(_ index: Int) -> Instant? {
        self[index].flatMap { Int64($0) }.map { Instant(microseconds: $0) }
    }
}

/// An expression of an instant or an interval, as `Row.instant` and `Row.int` read it: whole microseconds.
func micros(_ expression: SQL) -> SQL {
    "(extract(epoch FROM " + expression + ") * 1000000)::bigint"
}

extension Target {
    /// Three columns of a row from `index` on: kind, web and name; nil where there is no target.
    init?(_ row: Row, at index: Int) {
        guard let kind = row[index].flatMap(Kind.init) else { return nil }
        self.init(kind: kind, web: row[index + 1] ?? "", name: row[index + 2] ?? "")
    }
}

extension SQL {
    /// Targets as rows of kind, web and name.
    static func rows(of targets: [Target]) -> SQL {
        """
        unnest(\(bind: targets.map(\.kind.rawValue))::text[], \(bind: targets.map(\.web))::text[],
          \(bind: targets.map(\.name))::text[])
        """
    }
}
