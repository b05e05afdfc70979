/// The filter operators of Directus that compare one field.
///
/// To add one: a case here, what it takes in `arity`, what it means in `Directus/Comparison+SQL.swift`.
package enum FilterOperator: String, Sendable, CaseIterable {
    case eq = "_eq"
    case neq = "_neq"
    case lt = "_lt"
    case lte = "_lte"
    case gt = "_gt"
    case gte = "_gte"
    case `in` = "_in"
    case nin = "_nin"
    case between = "_between"
    case nbetween = "_nbetween"
    case null = "_null"
    case nnull = "_nnull"
    case empty = "_empty"
    case nempty = "_nempty"
    case ieq = "_ieq"
    case nieq = "_nieq"
    case contains = "_contains"
    case ncontains = "_ncontains"
    case icontains = "_icontains"
    case nicontains = "_nicontains"
    case startsWith = "_starts_with"
    case nstartsWith = "_nstarts_with"
    case istartsWith = "_istarts_with"
    case nistartsWith = "_nistarts_with"
    case endsWith = "_ends_with"
    case nendsWith = "_nends_with"
    case iendsWith = "_iends_with"
    case niendsWith = "_niends_with"

    package enum Arity: Sendable { case flag, one, list, pair }

    /// What the operator takes: nothing but true or false, one value, a list, or two bounds.
    package var arity: Arity {
        switch self {
        case .null, .nnull, .empty, .nempty: .flag
        case .in, .nin: .list
        case .between, .nbetween: .pair
        default: .one
        }
    }

    /// Whether it compares text, and text only.
    package var isTextual: Bool {
        switch self {
        case .eq, .neq, .lt, .lte, .gt, .gte, .in, .nin, .between, .nbetween, .null, .nnull: false
        default: true
        }
    }

    /// Whether it needs an order among the values.
    package var isOrdered: Bool {
        switch self {
        case .lt, .lte, .gt, .gte, .between, .nbetween: true
        default: false
        }
    }
}
