/// What a look counted of a watched table.
struct TableCount: Equatable {
    /// The places of the first and the last young row, as PostgreSQL writes a `tid`.
    struct Span: Equatable {
        let first: String
        let last: String
    }

    let rows: Int
    /// Where the young rows lie; nil: there are none.
    let young: Span?
}
