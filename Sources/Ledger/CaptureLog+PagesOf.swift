internal import Freshen
internal import LedgerSQL
internal import Text

/// Routes `pages_of`: pages that the ledger holds for items of another collection.
extension CaptureLog {
    /// Appends the stored pages of each collection that a stale route `pages_of` names.
    ///
    /// Pages that are gone since the last look have their own entries.
    mutating func expandPagesOf(_ numbering: Numbering, _ sources: [ItemSource], _ values: SQL.Context) throws {
        for source in sources {
            for (route, selection) in source.pagesOf.sorted(by: { $0.key < $1.key }) {
                let expansion = Expansion(selection, source.routes[route], numbering, values)
                if let languages = selection.languages {
                    try expand(expansion, languages)
                } else if let reason = pagesOf[expansion.number], expanded.insert(expansion.number).inserted {
                    try appendPages(expansion, if: nil, reason)
                }
            }
        }
    }

    /// A route `pages_of` and what its pages are found with.
    private struct Expansion {
        let selection: PageSelection
        let targets: [String]
        let number: String
        let numbering: Numbering
        let values: SQL.Context

        init(_ selection: PageSelection, _ route: RouteIdentity, _ numbering: Numbering, _ values: SQL.Context) {
            self.selection = selection
            targets = route.targets
            number = String(numbering.number(of: route))
            self.numbering = numbering
            self.values = values
        }
    }

    /// Appends the pages in each language that is stale; a language that was removed may still be that of a page.
    private mutating func expand(_ expansion: Expansion, _ languages: [String]) throws {
        let (prefix, selection) = (expansion.number + "/", expansion.selection)
        let stale = Set(pagesOf.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
        if selection.collection == nil, !stale.isEmpty, stale.isSuperset(of: languages) {
            guard expanded.insert(expansion.number).inserted else { return }
            return try appendEverything(.everyLanguage, for: expansion.targets)
        }
        let all = stale.union(languages)
        for language in stale.sorted() where expanded.insert(prefix + language).inserted {
            let reason = pagesOf[prefix + language] ?? ""
            if selection.collection == nil, !language.isEmpty {
                try append(everyPage(in: language, selection.layout, expansion.targets, reason), collection: "")
                // The layout stands for the pages.
                guard selection.layout == nil else { continue }
            }
            try appendPages(expansion, if: isInLanguage(language, of: all), reason)
        }
    }

    private mutating func appendPages(_ expansion: Expansion, if condition: SQL?, _ reason: String) throws {
        let selection = expansion.selection
        let routes = routes(of: selection, expansion.numbering)
        for (name, number) in expansion.numbering.collections(selection.collection) {
            let pages = storedPages(
                of: number, routes, keys: selection.keys, sharedWith: expansion.targets, reason: reason,
                if: condition)
            try append(pages, collection: name, expansion.values)
        }
    }

    /// One entry for all pages in a language that has a prefix.
    ///
    /// It makes two items for CloudFront, `/es` and `/es/*`, in place of one for each page. Pods do not compare paths with it:
    /// they revalidate its `next`, or the pages themselves.
    private func everyPage(in language: String, _ layout: String?, _ targets: [String], _ reason: String) -> SQL {
        """
        SELECT 'page' AS kind, \(bind: prefix(of: language) + "/[[...path]]")::text AS path,
          \(bind: layout)::text AS next, ''::text AS item, \(bind: reason)::text AS reason, \(bind: targets)::text[] AS targets
        """
    }

    /// The routes whose pages a selection names: those whose pages show one item each.
    ///
    /// If the selection names every collection, the pages of lists and fixed paths belong to it, too.
    private func routes(of selection: PageSelection, _ numbering: Numbering) -> [NumberedRoute] {
        numbering.all.filter { route in
            [.path, .page, .layout].contains(route.identity.kind)
                && (selection.collection == nil || route.showsOneItem)
        }
    }

    /// Whether the path of a page `page` is in a language.
    ///
    /// The path then begins with the language's prefix. If the language has no prefix, the path begins with no other
    /// language's. A route of Next.js such as `/[lang]/about` is in every language.
    private func isInLanguage(_ language: String, of all: Set<String>) -> SQL {
        let begins = { (language: String) -> SQL in
            let prefix = prefix(of: language)
            return "(page.path = \(bind: prefix)::text OR starts_with(page.path, \(bind: prefix + "/")::text))"
        }
        let ofRoute: SQL = " OR starts_with(page.path, '/[')"
        guard language.isEmpty else { return begins(language) + ofRoute }
        let others = all.filter { !$0.isEmpty }.sorted().map(begins)
        return others.isEmpty ? "TRUE" : "NOT (" + others.joined(" OR ") + ")" + ofRoute
    }

    private func prefix(of language: String) -> String { "/" + URLPath.encoded(language) }
}
