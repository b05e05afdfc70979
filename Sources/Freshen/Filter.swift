/// A Directus filter, as written in freshen.yaml.
///
/// Several keys of one object are ANDed. Relations nest: `author: { status: { _eq: published } }`.
/// It means what it means in Directus' API: `api/src/database/run-ast/lib/apply-query/filter/`.
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
