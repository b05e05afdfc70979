import Configuration
import Directus
import Freshen
import Ledger
import LedgerSQL
import PostgresClient
import TestSupport
import Testing

/// A database of its own with the schema `freshen`, and collections compiled against it.
final class Bench {
    let conninfo: String
    let connection: Connection

    /// Makes the tables and fills them with `sql`.
    init(_ sql: String) throws {
        let server = try PostgresServer.running()
        conninfo = try server.makeDatabase(named: "directus", template: Bench.template.get())
        connection = try Connection.open(conninfo, applicationName: "tests", timeout: .seconds(20))
        try connection.execute(Bench.settings)
        try run(sql)
    }

    func run(_ sql: String) throws {
        try connection.execute(sql)
    }

    /// What a look sets first.
    private static let settings = """
        SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1;
        SET bytea_output = 'hex'; SET jit = off
        """

    private static let template = Result<String, any Error> {
        let server = try PostgresServer.running()
        let conninfo = try server.makeDatabase(named: "directus_template")
        _ = try Migrator(Connection.open(conninfo, applicationName: "tests", timeout: .seconds(20))).migrate()
        return String(conninfo.split(separator: " ").first { $0.hasPrefix("dbname=") }?.dropFirst(7) ?? "")
    }
}

/// A row of `item`.
struct Item: Equatable {
    let version: String
    let visible: Bool
    let due: Instant?
    let maybeFlipped: Bool
    let pages: [Page]
    let flippedPages: [String]
}

struct Page: Equatable {
    let route: Int
    let path: String
    let next: String?
    let fingerprint: String
}

/// The instants of a look; `low` and `high` are `at` unless they are given.
struct Window {
    let at: String
    var low: String?
    var high: String?
}

extension Bench {
    /// The collections of a file whose `collections` are `yaml`, compiled.
    func sources(_ yaml: String) throws -> [ItemSource] {
        let indented = yaml.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
        return try sources(Array(("collections:\n" + indented.joined(separator: "\n") + "\n").utf8))
    }

    /// The collections of a whole file, compiled.
    func sources(_ bytes: [UInt8]) throws -> [ItemSource] {
        let site = try readSite(bytes, file: "f", secrets: Secrets(environment: [:]) { _ in nil })
        return try SourceCache().sources(site.collections, languages: site.languages, connection)
    }

    /// The items of the first collection.
    func items(_ yaml: String, at: String = "2026-06-01T00:00Z") throws -> [String: Item] {
        try items(try #require(try sources(yaml).first), Window(at: at))
    }

    /// A collection's items, which must be the same for each way to ask for them.
    func items(_ source: ItemSource, _ window: Window) throws -> [String: Item] {
        let all = try read(source, window, restricted: false)
        #expect(try read(source, window, restricted: true) == all, "restricted to candidates")
        let candidates: SQL = "WITH candidate AS MATERIALIZED (\(source.keys)),\n\(source.items) "
        #expect(
            try states("", "(\(source.states))", source, window) == states(candidates, "item", source, window),
            "states alone")
        return all
    }

    /// Version, digest, visibility and next date of each item, as `relation` has them.
    func states(
        _ prefix: SQL, _ relation: SQL, _ source: ItemSource, _ window: Window
    ) throws -> [String: [String?]] {
        let rendered = ("\(prefix)SELECT key, version, digest, visible, due FROM \(relation) AS state" as SQL)
            .rendered(context(source, window, restricted: false))
        let rows = try connection.query(rendered.text, rendered.parameters)
        #expect(Set(rows.map { $0["key"] }).count == rows.count, "one row for each item")
        return rows.reduce(into: [:]) { states, row in
            states[row["key"] ?? ""] = [row["version"], row["digest"], row["visible"], row["due"]]
        }
    }

    func read(_ source: ItemSource, _ window: Window, restricted: Bool) throws -> [String: Item] {
        let statement: SQL = """
            WITH candidate AS MATERIALIZED (\(source.keys)),
            \(source.items)
            SELECT key, version, visible, (extract(epoch FROM due) * 1000000)::bigint, maybe_flipped,
              p.route, p.path, p.next, p.fingerprint,
              (SELECT string_agg(path, ' ' ORDER BY path COLLATE "C") FROM unnest(flipped_pages))
            FROM item LEFT JOIN LATERAL unnest(CASE WHEN item.visible OR item.maybe_flipped THEN item.pages END) AS p ON TRUE
            ORDER BY key COLLATE "C", p.route, p.path COLLATE "C", p.next COLLATE "C"
            """
        let rendered = statement.rendered(context(source, window, restricted: restricted))
        var items: [String: Item] = [:]
        for row in try connection.query(rendered.text, rendered.parameters) {
            let page = row[5].map { route in
                Page(route: Int(route) ?? -1, path: row[6] ?? "", next: row[7], fingerprint: row[8] ?? "")
            }
            items[row[0] ?? ""] = Item(
                version: row[1] ?? "", visible: row[2] == "t",
                due: row[3].flatMap { Int64($0) }.map { Instant(microseconds: $0) }, maybeFlipped: row[4] == "t",
                pages: (items[row[0] ?? ""]?.pages ?? []) + [page].compactMap { $0 },
                flippedPages: row[9].map { $0.split(separator: " ").map(String.init) } ?? [])
        }
        return items
    }

    private func context(_ source: ItemSource, _ window: Window, restricted: Bool) -> SQL.Context {
        SQL.Context(
            values: [
                .lookedAt: window.at, .windowStart: window.low ?? window.at, .windowEnd: window.high ?? window.at,
                .horizon: "3",
            ],
            routes: Array(source.routes.indices), isRestricted: restricted)
    }

    /// The keys of the visible items, in order.
    func visible(_ yaml: String, at: String = "2026-06-01T00:00Z") throws -> String {
        try items(yaml, at: at).filter(\.value.visible).keys.sorted().joined(separator: " ")
    }

    /// Every page of every item: `path` or `path > next`, by key.
    func pages(_ yaml: String, at: String = "2026-06-01T00:00Z") throws -> [String: [String]] {
        try items(yaml, at: at).mapValues { $0.pages.map { $0.path + ($0.next.map { " > " + $0 } ?? "") } }
    }

    /// The message with which compiling must fail.
    func refusal(_ yaml: String, exit: ExitCode = .configuration) throws -> String {
        let failure = try #require(throws: Failure.self, "\(yaml)") { try sources(yaml) }
        #expect(failure.exit == exit)
        #expect(!failure.message.contains("\n"))
        return failure.message
    }
}
