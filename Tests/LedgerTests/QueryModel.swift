import PostgresClient
import TestSupport

/// The database of the query model: a magazine with articles, pages made of blocks, and what Directus says of them.
enum QueryModel {
    static let tables: [ModelTable] = [
        ModelTable("languages", [.text("code"), .text("path")]),
        ModelTable(
            "authors", [.text("name"), .text("slug"), .number("rank"), .text("status")],
            many: [
                "articles": ModelMany("articles", "author"), "lists": ModelMany("block_list", "author"),
                "translations": ModelMany("authors_translations", "authors_id"),
            ]),
        ModelTable(
            "authors_translations",
            [.one("authors_id", "authors"), .one("languages_id", "languages"), .text("name"), .text("slug")]),
        ModelTable(
            "articles",
            [
                .text("title"), .text("slug"), .text("note"), .number("rank"), .text("status"), .time("published_at"),
                .one("author", "authors"), .one("parent", "articles"),
            ],
            many: [
                "topics": ModelMany("articles_topics", "articles_id", sort: "sort"),
                "comments": ModelMany("comments", "article"), "children": ModelMany("articles", "parent"),
                "translations": ModelMany("articles_translations", "articles_id", sort: "sort"),
            ], sortField: "rank"),
        ModelTable(
            "articles_translations",
            [
                .one("articles_id", "articles"), .one("languages_id", "languages"), .text("title"), .text("slug"),
                .text("status"), .number("sort"),
            ]),
        ModelTable(
            "topics", [.text("name"), .text("slug"), .number("rank"), .text("status")],
            many: ["articles": ModelMany("articles_topics", "topics_id")]),
        ModelTable(
            "articles_topics",
            [.one("articles_id", "articles"), .one("topics_id", "topics", isEnforced: false), .number("sort")]),
        ModelTable(
            "comments",
            [.one("article", "articles"), .text("text"), .number("likes"), .text("status"), .time("created")]),
        ModelTable(
            "pages", [.text("title"), .text("slug"), .number("rank"), .text("status")],
            many: ["blocks": ModelMany("pages_blocks", "pages_id", sort: "sort")]),
        ModelTable(
            "pages_blocks",
            [.one("pages_id", "pages"), .text("collection"), .text("item"), .number("sort"), .flag("hide")],
            any: ["block_list", "block_text"]),
        ModelTable(
            "block_text", [.text("content"), .number("rank"), .text("status")],
            many: ["translations": ModelMany("block_text_translations", "block_text_id")]),
        ModelTable(
            "block_text_translations",
            [.one("block_text_id", "block_text"), .one("languages_id", "languages"), .text("content")]),
        ModelTable(
            "block_list", [.text("heading"), .number("size"), .text("status"), .one("author", "authors")]),
    ]

    static func table(_ name: String) -> ModelTable {
        guard let table = tables.first(where: { $0.name == name }) else { preconditionFailure("no table \(name)") }
        return table
    }

    private static let template = Result<String, any Error> {
        let conninfo = try Model.database()
        let connection = try open(conninfo)
        try connection.execute(schema)
        return databaseName(conninfo)
    }

    /// A database of its own without rows.
    static func database() throws -> String {
        try PostgresServer.running().makeDatabase(named: "query", template: template.get())
    }

    private static var schema: String {
        """
        DROP TABLE authors, articles, topics, articles_topics, articles_translations, pages, pages_blocks, block_text,
          block_quote, settings;
        TRUNCATE directus_relations;
        ALTER TABLE directus_relations ADD COLUMN junction_field text;
        CREATE TABLE directus_collections (
            collection text PRIMARY KEY, singleton boolean NOT NULL DEFAULT FALSE, sort_field text);
        CREATE TABLE directus_fields (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, collection text, field text, special text);
        CREATE TABLE directus_policies (id uuid PRIMARY KEY, name text, ip_access text, admin_access boolean NOT NULL);
        CREATE TABLE directus_access (id int PRIMARY KEY, role uuid, "user" uuid, policy uuid);
        CREATE TABLE directus_permissions (
            id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, collection text, action text, permissions json,
            fields text, policy uuid);
        INSERT INTO directus_policies VALUES ('00000000-0000-0000-0000-000000000001', 'Public', NULL, FALSE);
        INSERT INTO directus_access VALUES (1, NULL, NULL, '00000000-0000-0000-0000-000000000001');
        """ + tables.map(\.definition).joined()
    }
}

/// A column of the model.
struct ModelColumn {
    enum Kind { case text, number, flag, time }

    let name: String
    let kind: Kind
    /// The table whose key it holds.
    var target: String?
    /// Whether a foreign key guards it.
    var isEnforced = false

    static func text(_ name: String) -> ModelColumn { ModelColumn(name: name, kind: .text) }
    static func number(_ name: String) -> ModelColumn { ModelColumn(name: name, kind: .number) }
    static func flag(_ name: String) -> ModelColumn { ModelColumn(name: name, kind: .flag) }
    static func time(_ name: String) -> ModelColumn { ModelColumn(name: name, kind: .time) }
    static func one(_ name: String, _ target: String, isEnforced: Bool = true) -> ModelColumn {
        ModelColumn(name: name, kind: .number, target: target, isEnforced: isEnforced)
    }

    /// Its definition in the table.
    var definition: String {
        let types: [Kind: String] = [.text: "text", .number: "int", .flag: "boolean", .time: "timestamptz"]
        let key = isEnforced ? " REFERENCES \(target ?? "") ON UPDATE CASCADE ON DELETE SET NULL" : ""
        return "\(name) \(types[kind] ?? "")\(key)"
    }

    /// What is read of it: times as seconds.
    var reading: String { kind == .time ? "extract(epoch FROM \(name))::bigint" : name }
}

/// A to-many relation: the rows of `child` whose `key` is the row's.
struct ModelMany {
    let child: String
    let key: String
    let sort: String?

    init(_ child: String, _ key: String, sort: String? = nil) {
        self.child = child
        self.key = key
        self.sort = sort
    }

    /// Whether its rows say the same in several languages.
    var isTranslations: Bool { child.hasSuffix("_translations") }

    /// What Directus names as the other foreign key; of some translations it is left to be found.
    fileprivate var junctionField: String? {
        isTranslations && child != "block_text_translations" ? "languages_id" : nil
    }
}

/// A table of the model, with a key `id`, and its relations as Directus knows them.
struct ModelTable {
    let name: String
    /// All but the key.
    let columns: [ModelColumn]
    let many: [String: ModelMany]
    /// The collections that `item` may name; the column `collection` says which.
    let any: [String]
    /// The order of its items where none is asked; nil: that of the keys.
    let sortField: String?

    init(
        _ name: String, _ columns: [ModelColumn], many: [String: ModelMany] = [:], any: [String] = [],
        sortField: String? = nil
    ) {
        self.name = name
        self.columns = columns
        self.many = many
        self.any = any
        self.sortField = sortField
    }

    var isTranslations: Bool { name.hasSuffix("_translations") }

    var columnNames: [String] { ["id"] + columns.map(\.name) }

    /// The table that a field leads to; nil: it is no relation.
    func target(_ field: String) -> ModelTable? {
        if field.hasPrefix("item:") { return QueryModel.table(String(field.dropFirst(5))) }
        let name = many[field]?.child ?? columns.first { $0.name == field }?.target
        return name.map(QueryModel.table)
    }

    /// The table, and its rows in Directus' tables.
    fileprivate var definition: String {
        var sql = "CREATE TABLE \(name) (id int PRIMARY KEY, \(columns.map(\.definition).joined(separator: ", ")));\n"
        for column in columns {
            guard let target = column.target else { continue }
            let field = QueryModel.table(target).many.first { $0.value.child == name && $0.value.key == column.name }
            let (sort, junction) = (quoted(field?.value.sort), quoted(field?.value.junctionField))
            sql += relation(column.name, "'\(target)', \(quoted(field?.key)), NULL, NULL, \(sort), \(junction)")
        }
        if !any.isEmpty {
            sql += relation("item", "NULL, NULL, 'collection', '\(any.joined(separator: ","))', NULL, NULL")
        }
        for (field, many) in many where many.isTranslations {
            sql +=
                "INSERT INTO directus_fields (collection, field, special) VALUES ('\(name)', '\(field)', 'translations');\n"
        }
        return sql
            + "INSERT INTO directus_collections (collection, sort_field) VALUES ('\(name)', \(quoted(sortField)));\n"
    }

    private func relation(_ field: String, _ rest: String) -> String {
        """
        INSERT INTO directus_relations (many_collection, many_field, one_collection, one_field, one_collection_field,
          one_allowed_collections, sort_field, junction_field) VALUES ('\(name)', '\(field)', \(rest));

        """
    }

    private func quoted(_ text: String?) -> String { text.map { "'\($0)'" } ?? "NULL" }
}
