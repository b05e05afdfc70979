internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Names rows of the CMS with texts that are no UTF-8, as only a database in the encoding SQL_ASCII can hold.
///
/// Such a text is in no path or tag, and a row with such a key is no item, so everything else is compared and sent.
struct TextCheck {
    /// Names some of the rows; nil: there are none.
    var failure: Failure?
    /// Whether there are rows of the collection's own table that are no items.
    var hidesItems = false

    init(_ source: ItemSource, _ session: Session) throws {
        guard let invalidTexts = source.invalidTexts else { return }
        let rows = try session.rows(invalidTexts)
        guard !rows.isEmpty else { return }
        let names = try rows.map { try $0.text("name") + " " + $0.text("key") + " (" + $0.text("column") + ")" }
        failure = Failure(
            .configuration,
            "texts that are no UTF-8 make no page: correct \(names.joined(separator: ", ")); the encoding of the database is "
                + "SQL_ASCII, which takes any bytes")
        hidesItems = try rows.contains { try !$0.bool("is_item") }
    }
}
