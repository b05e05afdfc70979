/// The filter operators of Directus that compare one field.
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

    /// What an operator takes as operand.
    package enum Arity: Sendable { case flag, one, list, pair }

    /// What an operator tests.
    package enum Kind: Sendable { case nullness, emptiness, equality, order, membership, range, text }

    /// What this operator tests.
    package var kind: Kind {
        switch self {
        case .null, .nnull: .nullness
        case .empty, .nempty: .emptiness
        case .eq, .neq: .equality
        case .lt, .lte, .gt, .gte: .order
        case .in, .nin: .membership
        case .between, .nbetween: .range
        case .ieq, .nieq, .contains, .ncontains, .icontains, .nicontains, .startsWith, .nstartsWith, .istartsWith,
            .nistartsWith, .endsWith, .nendsWith, .iendsWith, .niendsWith:
            .text
        }
    }

    /// What it takes: true or false, one value, a list, or two bounds.
    package var arity: Arity {
        switch kind {
        case .nullness, .emptiness: .flag
        case .equality, .order, .text: .one
        case .membership: .list
        case .range: .pair
        }
    }

    /// Whether it compares nothing but text.
    package var isTextual: Bool { kind == .emptiness || kind == .text }

    /// Whether upper and lower case are the same to it.
    package var ignoresCase: Bool {
        switch self {
        case .ieq, .nieq, .icontains, .nicontains, .istartsWith, .nistartsWith, .iendsWith, .niendsWith: true
        case .eq, .neq, .lt, .lte, .gt, .gte, .in, .nin, .between, .nbetween, .null, .nnull, .empty, .nempty, .contains,
            .ncontains, .startsWith, .nstartsWith, .endsWith, .nendsWith:
            false
        }
    }

    /// Whether it needs an order among the values.
    package var isOrdered: Bool { kind == .order || kind == .range }
}
