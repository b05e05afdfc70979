import Testing

/// Pages of a reader whose policies allow different fields of different items.
@Suite(.timeLimit(.minutes(5))) struct ReaderTests {
    private static let permissions = """
        INSERT INTO directus_permissions (collection, action, permissions, fields, policy) VALUES
          ('authors', 'read', '{}', 'id,slug', '00000000-0000-0000-0000-000000000001'),
          ('authors', 'read', '{ "status": { "_eq": "published" } }', 'name', '00000000-0000-0000-0000-000000000001');
        INSERT INTO authors (id, name, slug, status) VALUES
          (1, 'A', 'a', 'draft'), (2, 'B', 'b', 'published'), (3, 'C', 'c', 'published'), (4, NULL, 'd', 'draft')
        """

    @Test func `an item of which no asked field may be seen is on no page and has no place in a list`() throws {
        let stage = try Stage(
            """
            reader: public
            collections:
              authors:
                routes:
                  - { path: "/{slug}", fields: [name] }
                  - { path: /list, fields: [name], sort: [id], limit: 2 }
            """, database: QueryModel.database())
        try stage.sql(Self.permissions)
        let ledger = try stage.ledgerOfReader()
        #expect(try stage.look(ledger: ledger) == [])
        try stage.sql("UPDATE authors SET name = 'New' WHERE id = 3")
        #expect(try stage.look(ledger: ledger) == ["/c", "/list"])
        try stage.sql("UPDATE authors SET name = 'New' WHERE id = 1")
        #expect(try stage.look(ledger: ledger) == [])
        try stage.sql("UPDATE authors SET status = 'published' WHERE id = 4")
        #expect(try stage.look(ledger: ledger) == ["/d"], "not found before, now a page whose name is null")
    }

    @Test func `a rule of the reader is decided by rows of another table`() throws {
        let stage = try Stage(
            "reader: public\ncollections: { topics: { routes: [{ path: \"/{slug}\", fields: [name] }] } }",
            database: QueryModel.database())
        try stage.sql(
            """
            INSERT INTO directus_permissions (collection, action, permissions, fields, policy) VALUES
              ('topics', 'read', '{ "articles": { "_some": { "sort": { "_nnull": true } } } }', '*',
                '00000000-0000-0000-0000-000000000001'),
              ('articles_topics', 'read', '{}', '*', '00000000-0000-0000-0000-000000000001');
            INSERT INTO topics (id, name, slug) VALUES (1, 'T', 't'), (2, 'U', 'u');
            INSERT INTO articles_topics (id, topics_id, sort) VALUES (1, 1, 1)
            """)
        let ledger = try stage.ledgerOfReader()
        #expect(try stage.look(ledger: ledger) == [])
        try stage.sql("UPDATE articles_topics SET topics_id = 2")
        #expect(try stage.look(ledger: ledger) == ["/t", "/u"])
        try stage.sql("UPDATE articles_topics SET sort = NULL")
        #expect(try stage.look(ledger: ledger) == ["/u"])
    }
}
