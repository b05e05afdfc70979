internal import Freshen
internal import LedgerSQL
internal import PostgresClient

/// Names rows of the CMS with texts that are no UTF-8, as only a database in the encoding SQL_ASCII can hold.
///
/// Such a text is in no path or tag, so the other items are compared and sent.
struct TextCheck {
    let session: Session

    /// A failure that names some rows; nil: there are none.
    ///
    /// Throws it where the text is part of a key, because the ledger holds keys.
    func failure(_ source: ItemSource) throws -> Failure? {
        guard let invalidTexts = source.invalidTexts else { return nil }
        let rows = try session.rows(invalidTexts)
        guard !rows.isEmpty else { return nil }
        let names = try rows.map { try $0.text("name") + " " + $0.text("key") + " (" + $0.text("column") + ")" }
        let failure = Failure(
            .configuration,
            "texts that are no UTF-8 make no page: correct \(names.joined(separator: ", ")); the encoding of the database is "
                + "SQL_ASCII, which takes any bytes")
        if try rows.contains(where: { try $0.bool("is_key") }) { throw failure }
        return failure
    }
}
