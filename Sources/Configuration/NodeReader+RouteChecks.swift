internal import Freshen
internal import YAML

/// Refuses settings that are well-formed but can never match anything.
extension NodeReader {
    /// Throws if a text cannot be the path of a page; with `isRoute` it is a path that has a `type`.
    func refuseUnmatchable(_ what: String, isRoute: Bool = false) throws(Failure) {
        guard let text = scalar, let mistake = pathMistake(in: text, isRoute: isRoute) else { return }
        throw .configuration(
            "\(what) \(mistake.message)", at: source.place(ofScalar: mistake.offset, of: text, in: node))
    }

    /// Throws if keys of a route exclude each other, or leave nothing that a page of it shows.
    func checkRoute(_ keys: [String: NodeReader]) throws(Failure) {
        if let kind = ["pages_of", "everything"].first(where: { keys[$0] != nil }) {
            for key in ["type", "next"] {
                guard let node = keys[key] else { continue }
                throw node.failure("\(key) has no meaning beside \(kind): leave it out")
            }
        }
        try keys["fields"]?.refuseEmptyList(
            "fields", "a page that shows no field never changes: name its fields, or leave fields out for all of them")
        try keys["sort"]?.refuseEmptyList("sort", "name a field, or leave sort out")
        if let limit = keys["limit"], limit.scalar.flatMap({ Int($0) }) == 0 {
            throw limit.failure("limit is 0, and a list without items never changes: write how many the page shows")
        }
        try keys["filter"]?.refuseUnfulfillable()
    }

    /// Throws if `publish_at` and `expire_at` of a collection name the same field: then no item is ever visible.
    func checkDates(_ keys: [String: NodeReader]) throws(Failure) {
        guard let publish = keys["publish_at"]?.dateField, let expire = keys["expire_at"], publish == expire.dateField
        else {
            return
        }
        throw expire.failure("publish_at and expire_at are the same field, so no item would be visible: leave one out")
    }

    private var dateField: String? {
        guard case .mapping(let entries) = node.value else { return scalar }
        guard case .scalar(let field, _)? = entries.first(where: { $0.key == "field" })?.value.value else { return nil }
        return field
    }

    /// Throws for a list without entries.
    func refuseEmptyList(_ what: String, _ advice: String) throws(Failure) {
        guard case .sequence(let nodes) = node.value, nodes.isEmpty else { return }
        throw failure("\(what) is an empty list: \(advice)")
    }

    /// Throws if a filter has an `_in` without values, which no item fulfils.
    func refuseUnfulfillable() throws(Failure) {
        try eachNode { key, node throws(Failure) in
            if key == "_in" { try node.refuseEmptyList("_in", "no item fulfils it, so name a value") }
        }
    }

    /// Calls `body` with this node of a filter and each node below it, and with the key of which the node is the value.
    func eachNode(
        at key: String? = nil, _ body: (_ key: String?, NodeReader) throws(Failure) -> Void
    ) throws(Failure) {
        try body(key, self)
        switch node.value {
        case .scalar: return
        case .sequence:
            for one in try list("a list") { try one.eachNode(body) }
        case .mapping:
            for entry in try entries("a filter") { try entry.value.eachNode(at: entry.key, body) }
        }
    }

    /// Throws for a tag that no application uses: one that begins with `#`, or has a blank at an end.
    func checkTag() throws(Failure) {
        guard let text = scalar, let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else {
            return
        }
        if first == "#" { throw failure("a tag is written without #: \(text.dropFirst())") }
        if first.properties.isWhitespace || last.properties.isWhitespace {
            throw failure("a tag begins or ends with a blank: remove it")
        }
    }

    /// Throws if a variant cannot be the path of a URL at CloudFront.
    func checkVariant() throws(Failure) {
        guard let text = scalar, !text.hasPrefix("/") && !text.hasPrefix("{path}") || text.contains("#") else { return }
        throw failure("a variant must be a path that begins with / or {path}, such as \"/shop{path}?*\", not \(text)")
    }
}
