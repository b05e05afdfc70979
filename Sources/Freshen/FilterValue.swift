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
