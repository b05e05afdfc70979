import TestSupport
import Testing

/// Tables of the CMS that are called like the ledger's, while the ledger's schema comes first in the search path.
@Suite(.timeLimit(.minutes(10))) struct LedgerTablesTests {
    /// All that are in the schema `freshen`, and its type `page`.
    private static let names = [
        "alias", "batch", "change", "checkpoint", "collection", "item", "list", "migration", "page", "quarantine",
        "release", "route", "run", "target", "usage", "waiting", "web",
    ]

    @Test func `they are the CMS's tables, and their relations are found`() throws {
        let (server, cloudFront) = (try PostgresServer.running(), try CloudFrontServer())
        let database = try server.makeDatabase(named: "names") + " options='-csearch_path=freshen,public'"
        let folder = try Folder()
        let rules = Self.names.map { name in
            name == "item"
                ? "  item: { routes: [\"/item/{title}\", { path: \"/of/{run.title}\", fields: [title] }] }"
                : "  \(name): { routes: [\"/\(name)/{title}\"] }"
        }
        _ = try folder.write(
            "collections:\n" + rules.joined(separator: "\n")
                + "\ncloudfront: [{ distribution: \(CloudFrontServer.distribution) }]\n")
        let run = { (arguments: [String]) in
            try Child(
                arguments + (arguments == ["migrate"] ? [] : ["--config", folder.path + "/freshen.yaml"]),
                environment: cloudFront.environment.merging(["DATABASE_URL": database]) { $1 }
            ).finish(within: .seconds(60))
        }
        #expect(try run(["migrate"]).status == 0)
        let tables = Self.names.filter { $0 != "item" }.map {
            "CREATE TABLE public.\($0) (id int PRIMARY KEY, title text);"
        }
        let rows = Self.names.filter { $0 != "item" }.map { "INSERT INTO public.\($0) VALUES (1, 'a');" }
        try server.runSQL(
            (tables + rows).joined()
                + "CREATE TABLE public.item (id int PRIMARY KEY, title text, run int REFERENCES public.run);"
                + "INSERT INTO public.item VALUES (1, 'a', 1)", in: database)
        let first = try run(["run"])
        #expect(first.status == 0 && first.output.hasPrefix("first run"), "\(first)")
        #expect(try run(["run"]).output.hasPrefix("nothing to do"))
        let updates = Self.names.map { "UPDATE public.\($0) SET title = 'b';" }
        try server.runSQL(updates.joined(), in: database)
        let ending = try run(["run"])
        let items = try cloudFront.invalidations().flatMap { $0["items"].list.map(\.text) }
        let expected = Self.names.flatMap { ["/\($0)/a", "/\($0)/b"] } + ["/of/a", "/of/b"]
        #expect(items.sorted() == expected.sorted(), "\(ending)")
        // A run that watched its own tables would find something each time.
        #expect(try run(["run"]).output.hasPrefix("nothing to do"))
        #expect(try run(["reconcile"]).output.hasPrefix("0 differences"))
    }

    @Test func `a table that only the ledger has is none of the CMS's`() throws {
        let server = try PostgresServer.running()
        let database = try server.makeDatabase(named: "names") + " options='-csearch_path=freshen,public'"
        let folder = try Folder()
        _ = try folder.write(
            "collections: { item: { routes: [\"/{key}\"] } }\ncloudfront: [{ distribution: E1 }]\n")
        let run = { (arguments: [String]) in
            try Child(arguments, environment: ["DATABASE_URL": database]).finish(within: .seconds(60))
        }
        #expect(try run(["migrate"]).status == 0)
        let ending = try run(["run", "--config", folder.path + "/freshen.yaml"])
        #expect(ending.status == 78, "\(ending)")
        #expect(ending.log.contains("there is no table item on the database role's search path"), "\(ending)")
    }
}
