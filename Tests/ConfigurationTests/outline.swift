import Freshen

extension Filter {
    /// The filter on one line, for comparisons in tests.
    var outline: String {
        switch self {
        case .and(let parts): "(\(parts.map(\.outline).joined(separator: " & ")))"
        case .or(let parts): "(\(parts.map(\.outline).joined(separator: " | ")))"
        case .under(let field, let filter): "\(field.value).\(filter.outline)"
        case .some(let field, let filter): "some \(field.value).\(filter.outline)"
        case .none(let field, let filter): "none \(field.value).\(filter.outline)"
        case .compare(let one):
            "\(one.field.value)\(one.zone.map { "[\($0.value)]" } ?? "") \(one.op.rawValue) \(one.operand.outline)"
        }
    }
}

extension RouteRule.Pages {
    /// What the route makes stale on one line, for comparisons in tests.
    var outline: String {
        switch self {
        case .path(let path, let next): "path \(path.text)\(next.map { " -> " + $0.text } ?? "")"
        case .pattern(let path, let type): "\(type) \(path.text)"
        case .tag(let tag): "tag \(tag.text)"
        case .pagesOf(let pages): "pages of \(pages.collection?.value ?? "*") \(pages.filter.outline)"
        case .everything: "everything"
        }
    }
}

extension Operand {
    fileprivate var outline: String {
        switch self {
        case .flag(let flag): "\(flag)"
        case .one(let value): value.outline
        case .list(let values): "[\(values.map(\.outline).joined(separator: ", "))]"
        case .parameter(let rank): "parameter \(rank)"
        }
    }
}

extension FilterValue {
    fileprivate var outline: String {
        switch self {
        case .null: "null"
        case .text(let text): text
        case .number(let number): "#" + number
        case .boolean(let flag): "bool:\(flag)"
        case .now(let shift): "now+\(shift.amount)\(shift.unit)"
        }
    }
}
