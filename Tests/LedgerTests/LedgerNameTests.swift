import LedgerSQL
import Testing

/// The names of the schema `freshen` that the statements of a source use, in a migrated schema.
@Suite(.timeLimit(.minutes(10))) struct LedgerNameTests {
    @Test(arguments: LedgerName.allCases)
    func `a name that sources use means in the schema what sources take it for`(name: LedgerName) throws {
        let (expression, value): (SQL, String) =
            switch name {
            case .page: ("(ROW(1, '/a', '/b', md5('')::uuid)::\(name.sql)).next", "/b")
            case .urlValue: ("\(name.sql)('ä b')", "%C3%A4%20b")
            case .encodedValue: ("\(name.sql)('ä%20b%')", "%C3%A4%20b%25")
            case .urlPath: ("\(name.sql)('a//b/')", "/a/b")
            }
        let statement: SQL = "SELECT \(expression)"
        #expect(try Stage(unseen: true).value(statement.rendered().text) == value)
    }
}
