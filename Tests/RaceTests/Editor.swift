import TestSupport
import Freshen
import Glibc
import PostgresClient

/// An editor who writes at random in a session of their own, as long as there are looks.
struct Editor {
    private let shared: Shared
    private let connection: Connection
    private let number: Int
    private var random: SplitMix64
    private var words = 0
    private var refused = 0
    private var untouched: [String: [Int]] = [:]

    /// `number` distinguishes the editors of one race.
    init(_ number: Int, seed: UInt64, conninfo: String, _ shared: Shared) throws {
        self.number = number
        self.shared = shared
        random = SplitMix64(seed: seed &* 1000 &+ UInt64(number))
        connection = try open(conninfo)
        try connection.execute("SET lock_timeout = '80ms'; SET synchronous_commit = off")
        for (table, rows) in [("events", Model.events), ("articles", Model.articles)] {
            untouched[table] = (1...rows).filter { $0 % Shared.editors == number }.shuffled(using: &random)
        }
    }

    /// What a write fails with where another editor was faster.
    private static let conflicts: [SQLState?] = [
        .lockNotAvailable, .deadlockDetected, SQLState(rawValue: "23505"), SQLState(rawValue: "23503"),
    ]

    /// Writes until the race is over; an open transaction ends before.
    mutating func write() throws {
        while !shared.isOver {
            do {
                try transaction()
                shared.count(committed: 1)
            } catch let error as PostgresError where error.kind == .server {
                // Another editor was faster: a lock, a deadlock, a key that exists already or was deleted.
                guard Self.conflicts.contains(error.sqlState) else { throw error }
                refused += 1
                try connection.execute("ROLLBACK")
            }
            // A pause, so that commits come at every moment of a look.
            usleep(UInt32(random.below(12000)))
        }
        guard refused < shared.looks * 20 else { throw Unexpected("\(refused) transactions of an editor were refused") }
    }

    // MARK: Transactions

    private mutating func transaction() throws {
        switch random.below(100) {
        case ..<35: try connection.execute(write(in: random.chance(50)))
        case ..<55: try connection.execute("BEGIN; \(writes()); COMMIT")
        case ..<62: try connection.execute("BEGIN; \(writes()); ROLLBACK")
        case ..<85: try connection.execute("BEGIN; \(nested()); COMMIT")
        case ..<87: try connection.execute("BEGIN; \(emptied()); COMMIT")
        default: try held()
        }
    }

    /// Several writes; one transaction writes few items, so that a missed one is not found together with another.
    private mutating func writes() -> String {
        let calm = random.chance(50)
        return (0...random.below(3)).map { _ in write(in: calm) }.joined(separator: "; ")
    }

    /// Writes in savepoints that are kept or rolled back; what is kept has the id of a subtransaction.
    private mutating func nested() -> String {
        let calm = random.chance(50)
        return (0...random.below(3)).map { index in
            let end = random.chance(30) ? "ROLLBACK TO s\(index)" : random.chance(50) ? "RELEASE s\(index)" : ""
            let deeper = random.chance(30) ? "; SAVEPOINT d; \(write(in: calm)); ROLLBACK TO d; \(write(in: calm))" : ""
            return "SAVEPOINT s\(index); \(write(in: calm))\(deeper)" + (end.isEmpty ? "" : "; " + end)
        }.joined(separator: "; ")
    }

    /// A transaction that stays open for a while, and writes again before it commits, or is rolled back.
    private mutating func held() throws {
        try connection.execute("BEGIN; " + (random.chance(60) ? nested() : writes()))
        shared.hold(looks: 1 + random.below(3))
        if random.chance(50) { try connection.execute(nested()) }
        try connection.execute(random.chance(85) ? "COMMIT" : "ROLLBACK")
    }

    /// A junction is emptied, and some of its rows come back.
    private mutating func emptied() -> String {
        "TRUNCATE articles_topics; INSERT INTO articles_topics (articles_id, topics_id) "
            + "SELECT a.id, t.id FROM articles AS a JOIN topics AS t "
            + "ON t.id = 1 + (a.id * \(1 + random.below(9))) % \(Model.topics)"
    }

    // MARK: Writes

    /// One write; calm ones leave the number of rows of each table as it is.
    private mutating func write(in calm: Bool) -> String {
        if calm { return edit(of: "events") }
        switch random.below(100) {
        case ..<10: return edit(of: "events")
        // Later no event is created or deleted: that compares all events, which would find what was missed.
        case ..<14: return shared.isEarly ? created("events") : edit(of: "events")
        case ..<16: return shared.isEarly ? deleted("events") : edit(of: "events")
        case ..<20: return random.chance(70) ? "UPDATE venues SET name = \(word()) WHERE id = \(few(40))" : venue()
        case ..<23: return "UPDATE articles SET views = views + 1 WHERE id = \(id(of: "articles"))"
        case ..<38: return edit(of: "articles")
        case ..<43: return created("articles")
        case ..<48: return deleted("articles")
        case ..<66: return topic()
        case ..<80: return translation()
        case ..<88: return author()
        default: return block()
        }
    }

    private mutating func edit(of table: String) -> String {
        let relation = table == "events" ? "venue = \(maybe(few(40)))" : "author = \(maybe(someAuthor()))"
        let assignment: String
        switch random.below(8) {
        case ..<3: assignment = "title = \(word()), date_updated = now() - interval '9 days'"
        case 3: assignment = "body = \(word())"
        case 4: assignment = "slug = \(word())"
        case 5: assignment = "status = CASE status WHEN 'draft' THEN 'published' ELSE 'draft' END"
        case 6: assignment = random.chance(70) ? "published_at = \(date())" : "expires_at = \(maybe(date()))"
        default: assignment = relation
        }
        return "UPDATE \(table) SET \(assignment) WHERE id = \(id(of: table))"
    }

    private mutating func created(_ table: String) -> String {
        // Half of them under the key of a deleted row, where there is one.
        let id = random.chance(50) ? id(of: table) : 1000 + random.below(500)
        return "INSERT INTO \(table) (id, title, slug, status, published_at, expires_at) VALUES "
            + "(\(id), \(word()), \(word()), 'published', \(date()), \(maybe(date()))) ON CONFLICT (id) DO NOTHING"
    }

    private mutating func deleted(_ table: String) -> String {
        let id = id(of: table)
        guard random.chance(50) else { return "DELETE FROM \(table) WHERE id = \(id)" }
        guard random.chance(60) else { return "UPDATE \(table) SET id = id + 10000 WHERE id = \(id)" }
        let same = random.chance(50) ? "slug" : word()
        return """
            CREATE TEMP TABLE IF NOT EXISTS kept_\(table) (LIKE \(table)); DELETE FROM kept_\(table);
            INSERT INTO kept_\(table) SELECT * FROM \(table) WHERE id = \(id);
            DELETE FROM \(table) WHERE id = \(id);
            UPDATE kept_\(table) SET slug = \(same), title = \(word()); INSERT INTO \(table) SELECT * FROM kept_\(table)
            """
    }

    private mutating func venue() -> String {
        let id = few(40)
        switch random.below(3) {
        case 0: return "UPDATE venues SET slug = \(word()) WHERE id = \(id)"
        case 1: return "DELETE FROM venues WHERE id = \(id)"
        default: return "INSERT INTO venues VALUES (\(id), \(word()), \(word())) ON CONFLICT DO NOTHING"
        }
    }

    private mutating func author() -> String {
        let id = someAuthor()
        switch random.below(6) {
        case 0, 1: return "UPDATE authors SET name = \(word()) WHERE id = \(id)"
        case 2: return "UPDATE authors SET slug = \(word()) WHERE id = \(id)"
        case 3:
            return
                "UPDATE authors SET status = CASE status WHEN 'draft' THEN 'published' ELSE 'draft' END WHERE id = \(id)"
        case 4: return "DELETE FROM authors WHERE id = \(id)"
        default: return "INSERT INTO authors VALUES (\(id), \(word()), \(word()), 'published') ON CONFLICT DO NOTHING"
        }
    }

    private mutating func topic() -> String {
        let (article, topic) = (id(of: "articles"), few(Model.topics))
        switch random.below(9) {
        case 0: return "UPDATE topics SET name = \(word()) WHERE id = \(topic)"
        case 1: return "UPDATE topics SET slug = \(word()) WHERE id = \(topic)"
        case 2:
            return random.chance(50)
                ? "DELETE FROM topics WHERE id = \(topic)"
                : "INSERT INTO topics VALUES (\(topic), \(word()), \(word())) ON CONFLICT DO NOTHING"
        case 3, 4:
            return "INSERT INTO articles_topics (articles_id, topics_id) "
                + "SELECT a.id, t.id FROM articles AS a, topics AS t WHERE a.id = \(article) AND t.id = \(topic)"
        case 5: return "DELETE FROM articles_topics WHERE articles_id = \(article)"
        case 6: return "UPDATE articles_topics SET articles_id = NULL WHERE id = (\(one("articles_topics", article)))"
        case 7: return "UPDATE articles_topics SET topics_id = \(topic) WHERE id = (\(one("articles_topics", article)))"
        default:
            return "UPDATE articles_topics SET articles_id = \(article) "
                + "WHERE id = (\(one("articles_topics", id(of: "articles"))))"
        }
    }

    private mutating func translation() -> String {
        let article = id(of: "articles")
        let row = one("articles_translations", article)
        switch random.below(7) {
        case 0, 1: return "UPDATE articles_translations SET title = \(word()) WHERE id = (\(row))"
        case 2: return "UPDATE articles_translations SET slug = \(word()) WHERE id = (\(row))"
        case 3: return "DELETE FROM articles_translations WHERE id = (\(row))"
        case 4: return "UPDATE articles_translations SET articles_id = NULL WHERE id = (\(row))"
        case 5:
            return "UPDATE articles_translations SET articles_id = \(id(of: "articles")) WHERE id = (\(row))"
        default:
            return "INSERT INTO articles_translations (articles_id, language, title, slug) "
                + "SELECT id, 'es', \(word()), \(word()) FROM articles WHERE id = \(article)"
        }
    }

    private mutating func block() -> String {
        let (page, block) = (few(Model.pages), few(Model.blocks))
        let kind = random.chance(50) ? "block_text" : "block_quote"
        switch random.below(10) {
        case 0, 1: return "UPDATE block_text SET content = \(word()) WHERE id = \(block)"
        case 2: return "UPDATE block_quote SET quote = \(word()), author = \(someAuthor()) WHERE id = \(block)"
        case 3: return "DELETE FROM \(kind) WHERE id = \(block)"
        case 4:
            return kind == "block_text"
                ? "INSERT INTO block_text VALUES (\(block), \(word())) ON CONFLICT DO NOTHING"
                : "INSERT INTO block_quote VALUES (\(block), \(word()), NULL) ON CONFLICT DO NOTHING"
        case 5:
            return "UPDATE pages_blocks SET sort = -sort WHERE pages_id = \(page)"
        case 6:
            return "UPDATE pages_blocks SET pages_id = \(page) WHERE collection = '\(kind)' AND item = '\(block)'"
        case 7: return "UPDATE pages_blocks SET pages_id = NULL WHERE collection = '\(kind)' AND item = '\(block)'"
        case 8:
            return "INSERT INTO pages_blocks (pages_id, sort, collection, item) "
                + "SELECT id, \(random.below(100)), '\(kind)', '\(block)' FROM pages WHERE id = \(page)"
        default:
            return "UPDATE pages SET \(random.chance(50) ? "title" : "permalink") = \(word()) WHERE id = \(page)"
        }
    }

    // MARK: Values

    /// Mostly an item that was not written yet: a later write would hide a missed one.
    private mutating func id(of table: String) -> Int {
        if random.chance(80), let id = untouched[table]?.popLast() { return id }
        return 1 + random.below(table == "events" ? Model.events : Model.articles)
    }

    private func one(_ table: String, _ article: Int) -> String {
        "SELECT min(id) FROM \(table) WHERE articles_id = \(article)"
    }

    private mutating func few(_ bound: Int) -> Int { 1 + random.below(bound) }

    private mutating func someAuthor() -> Int { few(Model.authors) }

    /// A relation to a row that may be missing: the write is refused then and the transaction rolled back.
    private mutating func maybe(_ value: Int) -> String { random.chance(25) ? "NULL" : String(value) }

    private mutating func maybe(_ value: String) -> String { random.chance(60) ? "NULL" : value }

    /// A word that was not used before.
    private mutating func word() -> String {
        words += 1
        return "'w\(number)-\(words)'"
    }

    /// A date near the clock's time: some have passed, some will during the race.
    private mutating func date() -> String {
        "'\(Model.start + .seconds(shared.clock / 10 * 10 + (random.below(50) - 20) * 10))'"
    }
}
