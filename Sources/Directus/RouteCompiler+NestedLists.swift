internal import Freshen
internal import LedgerSQL

/// Lists whose nested lists change when a date comes.
extension RouteCompiler {
    /// What the items of a list show, if `deep` filters it by `$NOW`; nil: it does not, or the route is no list.
    ///
    /// An item's version takes in all rows of its nested lists, and when the reader sees them. It does not take in which of
    /// them a filter leaves out.
    func timedInput() throws(Failure) -> HashInput? {
        guard route.isList, let fields = route.fields, route.options.nested.values.contains(where: \.readsNow) else {
            return nil
        }
        let input = try compiler.hashInput(fields, route.options, of: root, route, readsAllLanguages: true)
        return input.maybeFlipped.isEmpty ? nil : input
    }

    /// The fingerprint of an item's page without `fields`.
    ///
    /// A date can come right after the last look. What the item shows then differs from that look, but not within the
    /// window since, so nothing may have flipped, and no row was written, so the version is the same. Therefore the
    /// fingerprint also takes in what the item shows.
    func fingerprint(with timed: HashInput?) -> SQL {
        guard let timed else { return itemFingerprint }
        return "md5(" + itemFingerprint + "::text || " + base.column(timed.text) + ")::uuid"
    }
}

extension QueryOptions {
    /// Whether its filter, or one of a nested list, compares with `$NOW`.
    fileprivate var readsNow: Bool { filter.readsNow || nested.values.contains(where: \.readsNow) }
}

extension Filter {
    fileprivate var readsNow: Bool {
        switch self {
        case .and(let parts), .or(let parts): parts.contains(where: \.readsNow)
        case .under(_, let inner), .some(_, let inner), .none(_, let inner): inner.readsNow
        case .compare(let comparison):
            comparison.operand.values.contains { if case .now = $0 { true } else { false } }
        }
    }
}
