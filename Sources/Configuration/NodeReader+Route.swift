internal import Freshen
internal import YAML

extension NodeReader {
    /// One entry of `routes`; `only` is that of the collection, and `targets` are the names that one can hold.
    func route(only: [String], targets: KnownTargets) throws(Failure) -> RouteRule {
        guard case .mapping = node.value else {
            return RouteRule(.path(try path("a route"), next: nil), place: place, only: only)
        }
        let keys = try keys(
            [
                "path", "type", "next", "pages_of", "everything", "fields", "ignore", "filter", "sort", "limit", "deep",
                "alias", "but_itself", "encoded", "only",
            ],
            of: "a route")
        try checkRoute(keys)
        try keys["filter"]?.refuseLanguage()
        try keys["deep"]?.refuseLanguage()
        let embedded = try keys["limit"]?.embeddedLimit()
        if keys["pages_of"] == nil, let place = embedded?.field.place {
            throw .configuration(
                "limit with from needs pages_of: the field is read from the items whose pages show the list", at: place)
        }
        let place = (keys["path"] ?? keys["pages_of"])?.place ?? place
        return RouteRule(
            try pages(keys), place: place,
            fields: try keys["fields"]?.list("fields").map { one throws(Failure) in try one.selection("fields") },
            ignore: Set(
                try keys["ignore"]?.list("ignore").map { one throws(Failure) in try one.fieldPath("ignore").value }
                    ?? []),
            options: try options { $0 == "limit" && embedded != nil ? nil : keys[$0]?.ofAPI }, embeddedLimit: embedded,
            leavesItselfOut: try keys["but_itself"]?.flag("but_itself") ?? false,
            isEncoded: try keys["encoded"]?.encoded(keys["path"]) ?? false,
            only: try keys["only"]?.targets(among: targets) ?? only)
    }

    private func pages(_ keys: [String: NodeReader]) throws(Failure) -> RouteRule.Pages {
        let kinds = ["path", "pages_of", "everything"].filter { keys[$0] != nil }
        guard kinds.count == 1 else {
            throw failure("a route must have exactly one of path, pages_of and everything")
        }
        if let collection = keys["pages_of"] { return .pagesOf(try collection.pageSelection()) }
        if let everything = keys["everything"] {
            if case .mapping = everything.node.value { return .pagesOf(try everything.pagesOfLanguage()) }
            guard try everything.flag("everything") else {
                throw everything.failure("everything must be true or left out")
            }
            return .everything
        }
        guard let path = keys["path"] else { throw failure("a route needs its path") }
        guard let type = keys["type"] else {
            return .path(try path.path("path"), next: try keys["next"]?.path("next"))
        }
        if let next = keys["next"] {
            throw next.failure("a route with type is a pattern, which has no next: leave out one of the two")
        }
        return .pattern(try path.path("path", isRoute: true), try type.patternType())
    }

    private func encoded(_ path: NodeReader?) throws(Failure) -> Bool {
        guard path != nil else { throw failure("encoded is about the values of a path, and this route has none") }
        return try flag("encoded")
    }

    /// The name of a collection, or `{ collection, filter, language }`.
    private func pageSelection() throws(Failure) -> RouteRule.PageSelection {
        guard case .mapping = node.value else { return RouteRule.PageSelection(collection: try placed("pages_of")) }
        let keys = try keys(["collection", "filter", "language"], of: "pages_of")
        guard let collection = keys["collection"] else { throw failure("pages_of names no collection") }
        try keys["language"]?.checkLanguagePlaceholder()
        try keys["filter"]?.refuseUnfulfillable()
        return RouteRule.PageSelection(
            collection: try collection.placed("collection"), filter: try keys["filter"]?.ofAPI.filter() ?? .always,
            isPerLanguage: keys["language"] != nil)
    }

    /// `{ language: "{language}" }`, with the `layout` above these pages or without.
    private func pagesOfLanguage() throws(Failure) -> RouteRule.PageSelection {
        let keys = try keys(["language", "layout"], of: "everything")
        guard let language = keys["language"] else {
            throw failure("everything must be true, or { language: \"{language}\" }")
        }
        try language.checkLanguagePlaceholder()
        return RouteRule.PageSelection(
            collection: nil, isPerLanguage: true, layout: try keys["layout"]?.layoutOfLanguages())
    }

    /// The route of a layout above the pages of all languages: its path, without the name of its file.
    private func layoutOfLanguages() throws(Failure) -> String {
        let path = try fixedPath("layout", isRoute: true)
        guard path.contains("["), !path.hasSuffix("/layout"), !path.hasSuffix("/page") else {
            throw failure("layout must be the folder of the layout above all languages, such as /[lang]")
        }
        return path
    }

    /// Throws where the value of `language` is not the placeholder.
    private func checkLanguagePlaceholder() throws(Failure) {
        guard scalar == "{language}" else { throw failure("language must be \"{language}\"") }
    }

    /// `{ from: FIELD, default: NUMBER }`; nil: the limit is a number.
    private func embeddedLimit() throws(Failure) -> RouteRule.EmbeddedLimit? {
        guard case .mapping = node.value else { return nil }
        let keys = try keys(["from", "default"], of: "limit")
        guard let from = keys["from"] else {
            throw failure("limit needs the field that it comes from: { from: FIELD }")
        }
        return RouteRule.EmbeddedLimit(
            field: try from.fieldPath("from"),
            fallback: try keys["default"]?.count("default") ?? QueryOptions.defaultLimit)
    }

    /// `page` or `layout`.
    func patternType() throws(Failure) -> PatternType {
        let text = try text("type")
        guard let type = PatternType(rawValue: text) else { throw failure("type must be page or layout, not \(text)") }
        return type
    }

    private func path(_ what: String, isRoute: Bool = false) throws(Failure) -> PathTemplate {
        let template = try template(what)
        try refuseUnmatchable(what, isRoute: isRoute)
        guard template.text.hasPrefix("/") || template.text.hasPrefix("{") else {
            throw failure("\(what) must begin with / or with a placeholder: /\(template.text)")
        }
        return template
    }

    /// One entry of `tags`.
    func tag(only: [String]) throws(Failure) -> RouteRule {
        let tag = try template("a tag")
        try checkTag()
        return RouteRule(.tag(tag), place: place, only: only)
    }
}
