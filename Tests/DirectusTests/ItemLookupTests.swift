import Freshen
import LedgerSQL
import PostgresClient
import Testing

/// Which items each watched table's young rows belong to.
@Suite(.timeLimit(.minutes(10))) struct ItemLookupTests {
    private static let model = """
        CREATE TABLE countries (id int PRIMARY KEY, name text);
        CREATE TABLE authors (id int PRIMARY KEY, name text, country int REFERENCES countries, loose int);
        CREATE TABLE articles (id int PRIMARY KEY, title text, author int REFERENCES authors, reviewer int REFERENCES authors,
          parent int REFERENCES articles, loose int);
        CREATE TABLE comments (id int PRIMARY KEY, article int REFERENCES articles, author int REFERENCES authors);
        CREATE TABLE directus_relations (id serial PRIMARY KEY, many_collection text, many_field text,
          one_collection text, one_field text, one_collection_field text, one_allowed_collections text, sort_field text);
        INSERT INTO directus_relations (many_collection, many_field, one_collection) VALUES
          ('articles', 'loose', 'countries'), ('authors', 'loose', 'countries');
        INSERT INTO countries VALUES (1, 'DE'), (2, 'FR');
        INSERT INTO authors VALUES (1, 'Ann', 1), (2, 'Bob', 2), (3, 'Eve', 1);
        INSERT INTO articles VALUES (1, 'One', 1, 2, NULL), (2, 'Two', 2, 2, 1), (3, 'Three', NULL, NULL, 2)
        """

    /// `table:own`, `table:toOne` or `table:untraceable`, in order.
    private func lookups(_ bench: Bench, _ yaml: String) throws -> [String] {
        try #require(try bench.sources(yaml).first).tables.map { table in
            let lookup =
                switch table.lookup {
                case .own: "own"
                case .toOne: "toOne"
                case .untraceable: "untraceable"
                }
            let name = table.name.rendered().text.split(separator: "\"").last ?? ""
            return "\(name):\(lookup)"
        }
    }

    @Test(arguments: [
        ("articles: { shows: [author] }", ["articles:own", "authors:toOne"]),
        ("articles: { shows: [author.country] }", ["articles:own", "authors:toOne", "countries:toOne"]),
        ("articles: { visible: { author: { name: Ann } } }", ["articles:own", "authors:toOne"]),
        ("articles: { routes: [ '/{reviewer.name}/{author.name}' ] }", ["articles:own", "authors:toOne"]),
        // No foreign key enforces the step: a deleted row leaves the rows that named it unchanged.
        ("articles: { shows: [loose] }", ["articles:own", "countries:untraceable"]),
        ("articles: { shows: [author.loose] }", ["articles:own", "authors:toOne", "countries:untraceable"]),
        ("articles: { shows: [author.country, loose] }", ["articles:own", "authors:toOne", "countries:untraceable"]),
        // A child whose parent was changed names only the new parent.
        ("articles: { shows: [comments] }", ["articles:own", "comments:untraceable"]),
        (
            "articles: { shows: [comments.author, author] }",
            ["articles:own", "authors:untraceable", "comments:untraceable"]
        ),
        ("articles: { visible: { comments: { _none: {} } } }", ["articles:own", "comments:untraceable"]),
        (
            "articles: { visible: { comments: { author: { name: Ann } } } }",
            ["articles:own", "comments:untraceable", "authors:untraceable"]
        ),
        // A self-relation: the table is also watched as a related one.
        ("articles: { shows: [parent] }", ["articles:own", "articles:toOne"]),
        ("articles: { shows: [articles] }", ["articles:own", "articles:untraceable"]),
        // Young rows that the rule of a shown collection reads are not followed to items.
        (
            "articles: { shows: [author] }\nauthors: { visible: { country: { name: DE } } }",
            ["articles:own", "authors:toOne", "countries:untraceable"]
        ),
        ("articles: { shows: [author] }\nauthors: { visible: { name: Ann } }", ["articles:own", "authors:toOne"]),
    ])
    func `young rows are followed to items only if every step is an enforced foreign key`(
        yaml: String, expected: [String]
    ) throws {
        let found = try lookups(try Bench(ItemLookupTests.model), yaml)
        #expect(found.first == expected.first && found.sorted() == expected.sorted())
    }

    @Test(arguments: [
        ("UPDATE authors SET name = name WHERE id = 1", "1"), ("UPDATE authors SET name = name WHERE id = 2", "1 2"),
        ("UPDATE authors SET name = name WHERE id = 3", ""), ("UPDATE countries SET name = name WHERE id = 2", "2"),
        ("UPDATE articles SET title = title WHERE id = 1", "1 2"),
    ])
    func `young rows lead to the items that show them`(sql: String, keys: String) throws {
        let bench = try Bench(ItemLookupTests.model)
        let source = try #require(
            try bench.sources("articles: { shows: [author.country, reviewer, parent] }").first)
        let horizon = try #require(
            try bench.connection.query("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").first?[0])
        try bench.run(sql)
        #expect(try bench.young(source, horizon: horizon) == keys)
    }
}

extension Bench {
    /// The items that rows written since `horizon` belong to, from the tables whose rows are followed.
    fileprivate func young(_ source: ItemSource, horizon: String) throws -> String {
        var keys: Set<String> = []
        for table in source.tables {
            let statement: SQL =
                switch table.lookup {
                case .own: source.keys + " WHERE " + .isYoung("own")
                case .toOne(let items, _): items
                case .untraceable: "SELECT '' WHERE FALSE"
                }
            let rendered = statement.rendered(SQL.Context(values: [.horizon: horizon]))
            keys.formUnion(try connection.query(rendered.text, rendered.parameters).compactMap { $0[0] })
        }
        return keys.sorted().joined(separator: " ")
    }
}
