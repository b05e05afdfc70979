/// One field compared with what the configuration says.
package struct Comparison: Sendable {
    package let field: FieldName
    package let op: FilterOperator
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
}
