internal import Freshen

/// The part of a report for people that lists collections with their routes, and items that are on no page.
struct SummaryReport {
    let collections: [CollectionSummary]

    /// Every collection with its routes and a few of their paths.
    var overview: [String] {
        collections.flatMap { collection in
            let hidden = collection.items == collection.visible ? "" : " of \(collection.items)"
            let title = "\(collection.name)  \(collection.visible)\(hidden) visible"
            return table(title, rows(collection))
                + (collection.routes.isEmpty ? [title + ", on no page of its own"] : [])
        }
    }

    /// One line for each route that visible items have no page of.
    var gaps: [String] {
        collections.flatMap { collection in
            collection.routes.compactMap { route in
                guard let count = route.withoutPage, count > 0 else { return nil }
                return
                    "without a page: \(count) of \(plural(collection.visible, "visible item")) of \(collection.name), for "
                    + "\(route.name) lacks a value"
            }
        }
    }

    private func rows(_ collection: CollectionSummary) -> [[String]] {
        collection.routes.map { route in
            let count = plural(route.items, "item")
            let without = route.withoutPage.flatMap { $0 == 0 ? nil : ", \($0) without a page" } ?? ""
            let more = route.examples.count < 3 ? "" : ", …"
            let paths = route.examples.filter { $0 != route.name }
            return [route.name, count + without, paths.joined(separator: ", ") + more]
        }
    }
}
