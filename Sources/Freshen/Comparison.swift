/// One field compared with what the configuration says.
package struct Comparison: Sendable {
    package let field: FieldName
    package let op: FilterOperator
    package let operand: Operand
    /// Where the operator stands.
    package let place: Place
    /// The zone of `publish_at: { field, zone }`; nil: the collection's.
    package let zone: Placed<String>?

    package init(
        field: FieldName, op: FilterOperator, operand: Operand, place: Place, zone: Placed<String>? = nil
    ) {
        self.field = field
        self.op = op
        self.operand = operand
        self.place = place
        self.zone = zone
    }
}

/// What a field is compared with.
package enum Operand: Sendable, Equatable {
    /// For operators that take none (`_null: true`); false turns the operator round.
    case flag(Bool)
    case one(FilterValue)
    case list([FilterValue])
}

/// A value of a filter.
package enum FilterValue: Sendable, Equatable {
    case null
    case text(String)
    /// A number as it was written.
    case number(String)
    case boolean(Bool)
    /// `$NOW`, or `$NOW(-1 day)`.
    case now(TimeShift)
}
