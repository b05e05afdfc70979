package import Freshen

extension Site {
    /// Throws if a run of this site has no target to notify, or if its look could never find anything to send.
    ///
    /// `freshen answer` works without targets and routes, so it does not call this. `file` is the file for messages;
    /// `looks` is whether the run compares items.
    package func checkUse(_ file: String, looks: Bool) throws(Failure) {
        guard !webs.isEmpty || !distributions.isEmpty else {
            throw .configuration(
                "neither web nor cloudfront has an entry, so a run would notify nothing: add the pods (web: [{ pods: …, token: … }]) "
                    + "or a distribution (cloudfront: [{ distribution: E2… }])",
                at: Place(file: file, line: 1, column: 1))
        }
        guard looks else { return }
        try checkPagesOf()
        guard collections.allSatisfy(\.routes.isEmpty), buckets.allSatisfy(\.routes.isEmpty),
            let first = collections.first
        else { return }
        throw .configuration(
            "no collection has routes or tags, so nothing would ever be sent: write on which pages its items are, such as "
                + "routes: [\"/\(first.name.value)/{slug}\"]", at: first.name.place)
    }

    /// Throws if `pages_of` names a collection whose items have no pages.
    private func checkPagesOf() throws(Failure) {
        for route in collections.flatMap(\.routes) {
            guard case .pagesOf(let selection) = route.pages, let name = selection.collection?.value,
                let named = collections.first(where: { $0.name.value == name }),
                !named.routes.contains(where: \.isOfOneItem)
            else { continue }
            throw .configuration(
                "pages_of names \(name), whose items have no pages of their own: give it a route such as \"/\(name)/{slug}\"",
                at: route.place)
        }
    }
}

extension RouteRule {
    /// Whether each of its pages shows one item, so that `pages_of` can name them.
    ///
    /// `NumberedRoute.showsOneItem` decides the same for the routes that the ledger stores.
    fileprivate var isOfOneItem: Bool {
        switch pages {
        case .path(let path, _): !isList && path.text.contains("{")
        case .pattern: !isList
        case .tag, .pagesOf, .everything: false
        }
    }
}
