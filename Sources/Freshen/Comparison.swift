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
}
