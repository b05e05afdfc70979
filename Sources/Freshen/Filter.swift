/// A Directus filter, with the meaning it has in Directus' API (`api/src/database/run-ast/lib/apply-query/filter/`).
package indirect enum Filter: Sendable {
    case and([Filter])
    case or([Filter])
    /// Conditions on the row or rows that a relational field leads to.
    case under(FieldName, Filter)
    /// `_some` below a to-many field: at least one related row fulfils the filter.
    case some(FieldName, Filter)
    /// `_none` below a to-many field: not `_some`.
    case none(FieldName, Filter)
    case compare(Comparison)

    /// Fulfilled by every item.
    package static let always = Filter.and([])
}

/// One segment of a field path: `title`, `author`, or `item:block_hero` for one collection of a many-to-any field.
package typealias FieldName = Placed<String>

/// One field compared with what the configuration says.
package struct Comparison: Sendable {
    /// The field that is compared.
    package let field: FieldName
    /// How it is compared.
    package let op: FilterOperator
    /// What it is compared with.
    package let operand: Operand
    /// The place of the operator.
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

    /// The same comparison with another operand, whose place is `place`.
    package func with(_ operand: Operand, at place: Place) -> Comparison {
        Comparison(field: field, op: op, operand: operand, place: place, zone: zone)
    }
}

/// What a field is compared with.
package enum Operand: Sendable, Hashable {
    /// For operators that take no value (`_null: true`); false negates the operator.
    case flag(Bool)
    case one(FilterValue)
    case list([FilterValue])
    /// The value of the query's parameter of this rank, counted from 0.
    case parameter(Int)
}

/// A value of a filter.
package enum FilterValue: Sendable, Hashable {
    case null
    case text(String)
    /// A number as it was written.
    case number(String)
    case boolean(Bool)
    /// `$NOW`, or `$NOW(-1 day)`.
    case now(TimeShift)
}
