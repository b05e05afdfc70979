import Testing

/// Pages of a reader whose policies allow different fields of different items.
@Suite(.timeLimit(.minutes(10))) struct ReaderFieldTests {
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
        let ledger = try stage.ledger()
        #expect(try stage.look(ledger: ledger) == [])
        try stage.sql("UPDATE authors SET name = 'New' WHERE id = 3")
        #expect(try stage.look(ledger: ledger) == ["/c", "/list"])
        try stage.sql("UPDATE authors SET name = 'New' WHERE id = 1")
        #expect(try stage.look(ledger: ledger) == [])
        try stage.sql("UPDATE authors SET status = 'published' WHERE id = 4")
        #expect(try stage.look(ledger: ledger) == ["/d"], "not found before, now a page whose name is null")
    }
}
