internal import Freshen
internal import YAML

extension NodeReader {
    /// One entry of `collections`; `targets` are the names that `only` can hold.
    func collection(_ name: Placed<String>, targets: KnownTargets) throws(Failure) -> CollectionRule {
        guard !isNull else {
            return CollectionRule(name: name, visible: .always, zone: nil, shows: [], routes: [], ignore: [])
        }
        let keys = try keys(
            ["visible", "publish_at", "expire_at", "zone", "shows", "routes", "tags", "ignore", "only"],
            of: "a collection")
        try keys["visible"]?.refuseUnfulfillable()
        let only = try keys["only"]?.targets(among: targets) ?? []
        try checkDates(keys)
        return CollectionRule(
            name: name,
            visible: .and(
                [
                    try keys["visible"]?.filter(),
                    try keys["publish_at"]?.date { field in .compare(field.comparison(.lte)) },
                    try keys["expire_at"]?.date { field in
                        .or([.compare(field.comparison(.gt)), .compare(field.comparison(.null))])
                    },
                ].compactMap { $0 }),
            zone: try keys["zone"]?.placed("zone"),
            shows: try keys["shows"]?.list("shows").map { one throws(Failure) in try one.fieldPath("shows") } ?? [],
            routes: try (keys["routes"]?.list("routes") ?? []).map { one throws(Failure) in
                try one.route(only: only, targets: targets)
            } + (keys["tags"]?.list("tags") ?? []).map { one throws(Failure) in try one.tag(only: only) },
            ignore: try keys["ignore"]?.list("ignore").map { one throws(Failure) in
                Placed(unquotedName(try one.text("ignore")), at: one.place)
            } ?? [])
    }

    // MARK: publish_at and expire_at

    private struct DateField {
        let name: FieldName
        let zone: Placed<String>?

        func comparison(_ op: FilterOperator) -> Comparison {
            let operand: Operand = op.arity == .flag ? .flag(true) : .one(.now(.none))
            return Comparison(field: name, op: op, operand: operand, place: name.place, zone: zone)
        }
    }

    /// `FIELD` or `{ field: FIELD, zone: ZONE }`.
    private func date(_ filter: (DateField) -> Filter) throws(Failure) -> Filter {
        var field = self
        var zone: Placed<String>?
        if case .mapping = node.value {
            let keys = try keys(["field", "zone"], of: "a date")
            guard let named = keys["field"] else {
                throw failure("a date needs its field: { field: publish_date, zone: UTC }")
            }
            (field, zone) = (named, try keys["zone"]?.placed("zone"))
        }
        let path = try field.fieldPath("a date's field")
        let last = filter(DateField(name: Placed(path.value.last ?? "", at: path.place), zone: zone))
        return path.value.dropLast().reversed().reduce(last) { .under(Placed($1, at: path.place), $0) }
    }
}
