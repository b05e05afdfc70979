import Freshen
import Glibc
import Ledger
import PostgresClient
import TestSupport
import Testing

/// A small site in a database of any cluster, and a clock that only the test moves.
final class Stage {
    static let yaml = """
        collections:
          posts:
            publish_at: published_at
            expire_at: expires_at
            routes:
              - "/posts/{slug}"
              - { path: "/cards/{id}", fields: [title] }

        """

    private static let schema = """
        CREATE TABLE posts (
            id int PRIMARY KEY, title text NOT NULL, slug text NOT NULL, published_at timestamptz NOT NULL DEFAULT '2025-01-01',
            expires_at timestamptz)
        """

    let conninfo: String
    var now = Model.start
    private(set) var cms: Connection
    private var own: Connection

    /// Connects to a database that is a stage already.
    init(_ conninfo: String) throws {
        self.conninfo = conninfo
        cms = try open(conninfo)
        own = try open(conninfo)
    }

    /// Makes a stage with three posts, looked at once.
    convenience init(in server: PostgresServer) throws {
        try self.init(server.makeDatabase(named: "stage"))
        try sql(Self.schema)
        try sql(
            "INSERT INTO posts (id, title, slug) VALUES (1, 'One', 'one'), (2, 'Two', 'two'), (3, 'Three', 'three')")
        _ = try Migrator(own).migrate()
        #expect(try look() == [])
    }

    /// New sessions, after the server was away.
    func connectAgain() throws {
        cms = try open(conninfo)
        own = try open(conninfo)
    }

    func sql(_ text: String) throws {
        try cms.execute(text)
    }

    func ledger() throws -> PostgresLedger {
        try makeLedger(Self.yaml, own)
    }

    /// Looks, and returns what the log gained, sorted.
    @discardableResult
    func look(
        _ kind: LookRequest.Kind = .changes, with ledger: PostgresLedger? = nil, margin: Duration = .zero
    ) throws -> [String] {
        let ledger = try ledger ?? self.ledger()
        let before = try ledger.deliveryState().head
        _ = try seen(
            ledger.look(LookRequest(kind: kind, jobClock: now, databaseClock: now, margin: margin, flood: 10_000)))
        let gained = try ledger.owed(.pods, after: before, upTo: ledger.deliveryState().head, limit: 10_000)
        return gained.entries.map(\.stale).sorted().map(\.text)
    }

    /// Writes to a post, and expects that the next look finds just that.
    func expectNormal(_ word: String) throws {
        try sql("UPDATE posts SET title = '\(word)' WHERE id = 1")
        #expect(try look() == ["/cards/1", "/posts/one"])
        #expect(try look() == [])
        #expect(try look(.everyItem) == [])
    }

    /// Polls until `query` yields true.
    func wait(for query: String) throws {
        let end = ContinuousClock.now + .seconds(20)
        while try cms.query(query).first?[0] != "t" {
            guard ContinuousClock.now < end else { throw Unexpected("never true: \(query)") }
            usleep(20_000)
        }
    }
}
