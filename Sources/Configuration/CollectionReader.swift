internal import Freshen
internal import YAML
internal import Text

extension Reader {
    /// One collection.
    func collection(_ name: Placed<String>) throws(Failure) -> CollectionRule {
        guard !isNull else {
            return CollectionRule(name: name, visible: .always, zone: nil, shows: [], routes: [], ignore: [])
        }
        let keys = try keys(
            ["visible", "publish_at", "expire_at", "zone", "shows", "routes", "tags", "ignore"], of: "a collection")
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
            routes: try (keys["routes"]?.list("routes") ?? []).map { one throws(Failure) in try one.route() }
                + (keys["tags"]?.list("tags") ?? []).map { one throws(Failure) in try one.tag() },
            ignore: try keys["ignore"]?.list("ignore").map { one throws(Failure) in try one.placed("ignore") } ?? [])
    }

    // MARK: Short forms

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

    // MARK: Routes

    private func route() throws(Failure) -> RouteRule {
        guard case .mapping = node.value else {
            return RouteRule(target: .path(try path("a route"), next: nil), place: place, fields: nil)
        }
        let keys = try keys(["path", "type", "fields", "next", "pages_of", "everything"], of: "a route")
        let fields = try keys["fields"]?.list("fields").map { one throws(Failure) in try one.fieldPath("fields") }
        let place = (keys["path"] ?? keys["pages_of"])?.place ?? place
        return RouteRule(target: try target(keys), place: place, fields: fields)
    }

    private func target(_ keys: [String: Reader]) throws(Failure) -> RouteRule.Target {
        let kinds = ["path", "pages_of", "everything"].filter { keys[$0] != nil }
        guard kinds.count == 1 else {
            throw failure("a route has one of path, pages_of and everything")
        }
        if let collection = keys["pages_of"] { return .pagesOf(try collection.text("pages_of")) }
        if let everything = keys["everything"] {
            guard try everything.flag("everything") else { throw everything.failure("everything is true, or left out") }
            return .everything
        }
        guard let path = keys["path"] else { throw failure("a route needs its path") }
        guard let type = keys["type"] else {
            return .path(try path.path("path"), next: try keys["next"]?.path("next"))
        }
        if let next = keys["next"] { throw next.failure("a pattern (type) has no next") }
        return .pattern(try path.path("path"), try type.patternType())
    }

    func patternType() throws(Failure) -> PatternType {
        let text = try text("type")
        guard let type = PatternType(rawValue: text) else { throw failure("type is page or layout, not \(text)") }
        return type
    }

    private func path(_ what: String) throws(Failure) -> PathTemplate {
        let template = try template(what)
        guard template.text.hasPrefix("/") || template.text.hasPrefix("{") else {
            throw failure("\(what) begins with / or with a placeholder: /\(template.text)")
        }
        return template
    }

    private func tag() throws(Failure) -> RouteRule {
        RouteRule(target: .tag(try template("a tag")), place: place, fields: nil)
    }
}
