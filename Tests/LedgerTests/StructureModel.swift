import PostgresClient
import TestSupport

/// A CMS whose tables are altered at random, and what its pages show, computed without freshen's own statements.
struct StructureModel {
    static let site = """
        collections:
          posts:
            visible: { status: { _eq: published } }
            shows: [author]
            routes:
              - "/posts/{slug}"
              - { path: "/wild/{slug}", fields: ["*", "author.*"] }
              - { path: "/title/{slug}", fields: [title] }
              - { path: /list, sort: [-id], limit: 3 }
              - { path: /top, fields: ["*"], sort: [-id], limit: 3 }
          events:
            routes: ["/events/{id}"]
        """

    static let tables = """
        CREATE TABLE people (id int PRIMARY KEY, name text);
        CREATE TABLE posts (
            id int PRIMARY KEY, status text, slug text, title text, author int REFERENCES people ON DELETE SET NULL);
        CREATE TABLE events (id int PRIMARY KEY, what text) PARTITION BY RANGE (id);
        CREATE TABLE early PARTITION OF events FOR VALUES FROM (0) TO (10);
        CREATE TABLE late PARTITION OF events FOR VALUES FROM (10) TO (20);
        INSERT INTO people SELECT n, 'person ' || n FROM generate_series(1, 4) AS n;
        INSERT INTO posts SELECT n, 'published', 'post-' || n, 'Post ' || n, 1 + n % 4 FROM generate_series(1, 8) AS n;
        INSERT INTO events SELECT n, 'event ' || n FROM generate_series(5, 14) AS n
        """

    /// What each page shows, by path: the values that are not null, with the names of their columns.
    static func pages(_ connection: Connection) throws -> [String: String] {
        let rows = try connection.query(
            """
            WITH post AS (
              SELECT p.id, p.slug, p.title, jsonb_strip_nulls(to_jsonb(p)) AS own, jsonb_strip_nulls(to_jsonb(a)) AS author
              FROM public.posts p LEFT JOIN public.people a ON a.id = p.author WHERE p.status = 'published'),
            newest AS (SELECT * FROM post ORDER BY id DESC LIMIT 3)
            SELECT '/posts/' || slug AS path, jsonb_agg(jsonb_build_array(own, author) ORDER BY id)::text AS content
            FROM post WHERE slug <> '' GROUP BY slug
            UNION ALL SELECT '/wild/' || slug, jsonb_agg(jsonb_build_array(own, author) ORDER BY id)::text
            FROM post WHERE slug <> '' GROUP BY slug
            UNION ALL SELECT '/title/' || slug, jsonb_agg(title ORDER BY id)::text FROM post WHERE slug <> '' GROUP BY slug
            UNION ALL SELECT '/list', jsonb_agg(jsonb_build_array(own, author) ORDER BY id)::text FROM newest HAVING count(*) > 0
            UNION ALL SELECT '/top', jsonb_agg(own ORDER BY id)::text FROM newest HAVING count(*) > 0
            UNION ALL SELECT '/events/' || id, jsonb_strip_nulls(to_jsonb(events))::text FROM public.events
            """)
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text("path"), try $0.text("content")) })
    }
}

/// Writes rows and alters tables at random; the same seed does the same.
struct StructureEditor {
    /// A statement, and whether it may change what a page shows or write a row.
    struct Edit {
        let sql: String
        let isNeutral: Bool

        init(_ sql: String, isNeutral: Bool = false) { (self.sql, self.isNeutral) = (sql, isNeutral) }
    }

    private var random: SplitMix64
    private var names = 0
    /// The columns that were added, by table; only these are dropped, renamed or retyped.
    private var added: [String: [String]] = [:]

    init(_ random: SplitMix64) { self.random = random }

    /// An edit that some session makes in one go.
    mutating func edit() -> Edit {
        switch below(14) {
        case 0...4: Edit(write())
        case 5: Edit(addition(table(), "DEFAULT '\(word())'"))
        case 6: Edit(addition(table(), ""), isNeutral: true)
        case 7, 8: change(of: table())
        case 9: Edit(swap())
        case 10: Edit(partitions())
        case 11: rewriting()
        case 12: Edit("DELETE FROM people WHERE id = \(1 + below(4))")
        default:
            Edit(
                """
                CREATE TEMP TABLE kept AS TABLE posts; TRUNCATE posts; INSERT INTO posts TABLE kept; DROP TABLE kept
                """, isNeutral: true)
        }
    }

    /// A transaction that alters two tables, one after the other.
    mutating func migration() -> [String] {
        let tables = chance(50) ? ["posts", "people"] : ["people", "posts"]
        return tables.map { addition($0, chance(50) ? "DEFAULT '\(word())'" : "") }
    }

    mutating func write() -> String {
        let id = below(12)
        return switch below(8) {
        case 0: "UPDATE posts SET title = '\(word())' WHERE id = \(id)"
        case 1: "UPDATE posts SET slug = '\(word())' WHERE id = \(id)"
        case 2: "UPDATE posts SET status = \(chance(60) ? "'published'" : "'draft'") WHERE id = \(id)"
        case 3: "DELETE FROM posts WHERE id = \(id)"
        case 4:
            "INSERT INTO posts (id, status, slug, title) VALUES (\(id), 'published', '\(word())', '\(word())') ON CONFLICT DO NOTHING"
        case 5: "UPDATE people SET name = '\(word())' WHERE id = \(1 + below(4))"
        case 6: "UPDATE posts SET author = (SELECT min(id) FROM people WHERE id >= \(below(4))) WHERE id = \(id)"
        default: "UPDATE events SET what = '\(word())' WHERE id = \(5 + below(10))"
        }
    }

    private mutating func addition(_ table: String, _ more: String) -> String {
        names += 1
        added[table, default: []].append("c\(names)")
        return "ALTER TABLE \(table) ADD c\(names) text \(more)"
    }

    private mutating func change(of table: String) -> Edit {
        guard let columns = added[table], !columns.isEmpty else { return Edit(addition(table, "")) }
        let column = columns[below(columns.count)]
        switch below(4) {
        case 0:
            added[table]?.removeAll { $0 == column }
            return Edit("ALTER TABLE \(table) DROP \(column)")
        case 1:
            names += 1
            added[table]?.removeAll { $0 == column }
            added[table]?.append("c\(names)")
            return Edit("ALTER TABLE \(table) RENAME \(column) TO c\(names)")
        case 2:
            return Edit(
                "ALTER TABLE \(table) DROP \(column); ALTER TABLE \(table) ADD \(column) text DEFAULT '\(word())'")
        default:
            let type = chance(50) ? "varchar(\(60 + below(40)))" : "text"
            return Edit("ALTER TABLE \(table) ALTER \(column) TYPE \(type) USING \(column) || ''", isNeutral: true)
        }
    }

    /// Another table takes the name of one, with the same rows or with one that differs.
    private mutating func swap() -> String {
        names += 1
        let edit = chance(50) ? "; UPDATE posts SET title = '\(word())' WHERE id = \(below(12))" : ""
        return """
            CREATE TABLE next (LIKE posts INCLUDING ALL); INSERT INTO next TABLE posts;
            ALTER TABLE posts RENAME TO past\(names); ALTER TABLE next RENAME TO posts;
            ALTER TABLE posts ADD FOREIGN KEY (author) REFERENCES people ON DELETE SET NULL; DROP TABLE past\(names);
            ALTER INDEX next_pkey RENAME TO posts_pkey\(edit)
            """
    }

    /// A partition is exchanged for another table, with the same rows or with one that differs; or altered while detached.
    private mutating func partitions() -> String {
        if chance(40) {
            return """
                ALTER TABLE events DETACH PARTITION late; ALTER TABLE late DROP what;
                ALTER TABLE late ADD what text DEFAULT '\(word())';
                ALTER TABLE events ATTACH PARTITION late FOR VALUES FROM (10) TO (20)
                """
        }
        let edit = chance(50) ? "UPDATE other SET what = '\(word())' WHERE id = \(10 + below(5));" : ""
        return """
            CREATE TABLE other (LIKE events INCLUDING ALL); INSERT INTO other TABLE late; \(edit)
            ALTER TABLE events DETACH PARTITION late; ALTER TABLE events ATTACH PARTITION other FOR VALUES FROM (10) TO (20);
            DROP TABLE late; ALTER TABLE other RENAME TO late
            """
    }

    private mutating func rewriting() -> Edit {
        let table = ["posts", "people", "early"][below(3)]
        return Edit("\(chance(50) ? "VACUUM FULL \(table)" : "CLUSTER \(table) USING \(table)_pkey")", isNeutral: true)
    }

    private mutating func table() -> String { ["posts", "posts", "people", "events"][below(4)] }

    private mutating func word() -> String { ["ash", "birch", "cedar", "fir", "oak", "yew"][below(6)] + "\(below(3))" }

    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
}
