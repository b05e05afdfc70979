internal import Freshen
internal import LedgerSQL

/// Routes `pages_of`: pages that the ledger holds for items of another collection.
extension CaptureLog {
    /// Appends the stored pages of each collection that a stale route `pages_of` names.
    ///
    /// Pages that are gone since the last look have their own entries.
    mutating func expandPagesOf(_ numbering: Numbering, _ sources: [ItemSource], _ values: SQL.Context) throws {
        for source in sources {
            for (route, selection) in source.pagesOf.sorted(by: { $0.key < $1.key }) {
                let identity = source.routes[route]
                let number = String(numbering.number(of: identity))
                let names = selection.languages.map { $0.map { number + "/" + $0 } } ?? [number]
                let stale = names.indices.filter { pagesOf[names[$0]] != nil }
                if selection.collection == nil, !stale.isEmpty, stale.count == names.count {
                    guard expanded.insert(number).inserted else { continue }
                    try appendEverything(.everyLanguage, for: identity.targets)
                    continue
                }
                for index in stale where expanded.insert(names[index]).inserted {
                    let condition: SQL? = selection.languages.map { isInLanguage($0[index], of: $0) }
                    let reason = pagesOf[names[index]] ?? ""
                    if let language = selection.languages?[index], selection.collection == nil, !language.isEmpty {
                        try append(everyPage(in: language, selection.layout, identity.targets, reason), collection: "")
                        // The layout stands for the pages.
                        guard selection.layout == nil else { continue }
                    }
                    try appendPages(of: selection, for: identity.targets, if: condition, reason, numbering, values)
                }
            }
        }
    }

    private mutating func appendPages(
        of selection: PageSelection, for targets: [String], if condition: SQL?, _ reason: String,
        _ numbering: Numbering,
        _ values: SQL.Context
    ) throws {
        let routes = routes(of: selection, numbering)
        for (name, number) in numbering.collections(selection.collection) {
            let pages = storedPages(
                of: number, routes, keys: selection.keys, sharedWith: targets, reason: reason,
                if: condition)
            try append(pages, collection: name, values)
        }
    }

    /// One entry for all pages in a language that has a prefix.
    ///
    /// It makes two items for CloudFront, `/es` and `/es/*`, in place of one for each page. Pods do not compare paths with it:
    /// they revalidate its `next`, or the pages themselves.
    private func everyPage(in language: String, _ layout: String?, _ targets: [String], _ reason: String) -> SQL {
        """
        SELECT 'page' AS kind, '/' || \(LedgerName.urlValue.sql)(\(bind: language)) || '/[[...path]]' AS path,
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
    private func isInLanguage(_ language: String, of all: [String]) -> SQL {
        let begins = { (language: String) -> SQL in
            let prefix: SQL = "('/' || \(LedgerName.urlValue.sql)(\(bind: language)))"
            return "(page.path = " + prefix + " OR starts_with(page.path, " + prefix + " || '/'))"
        }
        let ofRoute: SQL = " OR starts_with(page.path, '/[')"
        guard language.isEmpty else { return begins(language) + ofRoute }
        let others = all.filter { !$0.isEmpty }.map(begins)
        return others.isEmpty ? "TRUE" : "NOT (" + others.joined(" OR ") + ")" + ofRoute
    }
}
