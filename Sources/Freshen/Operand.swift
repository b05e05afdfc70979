/// What a field is compared with.
package enum Operand: Sendable, Equatable {
    /// For operators that take no value (`_null: true`); false negates the operator.
    case flag(Bool)
    case one(FilterValue)
    case list([FilterValue])
}
