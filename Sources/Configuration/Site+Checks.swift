internal import Freshen
internal import Text

extension Site {
    /// Throws if two entries have one name, or if a name is used that no entry has.
    func checkNames() throws(Failure) {
        try checkOnce(webs.map { Placed($0.name, at: $0.place) }, "two web entries are called")
        try checkOnce(distributions.map { Placed($0.id, at: $0.place) }, "two cloudfront entries name")
        let named = distributions.compactMap { one in one.name.map { Placed($0, at: one.place) } }
        try checkOnce(
            webs.map { Placed($0.name, at: $0.place) } + named, "two entries of web and cloudfront are called")
        for bucket in buckets where collections.contains(where: { $0.name.value == bucket.sourceName }) {
            throw .configuration(
                "a collection is called \(bucket.sourceName): give the bucket another name", at: bucket.name.place)
        }
        for route in collections.flatMap(\.routes) {
            guard case .pagesOf(let selection) = route.pages else { continue }
            if selection.isPerLanguage { try checkLanguages(at: route.place) }
            guard let name = selection.collection?.value else { continue }
            guard collections.contains(where: { $0.name.value == name }) else {
                let hint = didYouMean(name, among: collections.map(\.name.value))
                throw .configuration("pages_of names \(name), and no collection is called that\(hint)", at: route.place)
            }
        }
    }

    /// Throws if pages in one language cannot be recognized by the beginning of their paths.
    private func checkLanguages(at place: Place) throws(Failure) {
        guard languages != nil else {
            throw .configuration("language needs the key languages, which says what languages there are", at: place)
        }
        for route in collections.flatMap(\.routes) where route.isPerLanguage {
            guard case .path(let path, _) = route.pages, !path.text.hasPrefix("/{language}"),
                !path.text.hasPrefix("{language}")
            else { continue }
            throw .configuration(
                "language in pages_of and everything finds pages by the beginning of their paths, and \(path.text) does not "
                    + "begin with /{language}: leave language out there", at: place)
        }
    }

    /// Throws if a deadline ends before the last pass, which begins after the longest `settle` of all entries.
    func checkTimes() throws(Failure) {
        let settle = webs.map(\.settle).max() ?? .zero
        let forPods = deadline * TimeLimit.shareOfPods
        for web in webs where web.settle > .zero && forPods <= settle * 5 / 4 {
            throw .configuration(
                "four fifths of the deadline (\(deadline.text)) are for pods, and must be a quarter longer than "
                    + "settle (\(settle.text)), after which the last pass begins", at: web.place)
        }
        for web in webs where web.settle > .zero && web.deadline <= settle {
            throw .configuration(
                "the deadline of \(web.name) (\(web.deadline.text)) must be longer than settle (\(settle.text)), after "
                    + "which the last pass begins", at: web.place)
        }
    }

    private func checkOnce(_ names: [Placed<String>], _ what: String) throws(Failure) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name.value).inserted {
            throw .configuration("\(what) \(name.value)", at: name.place)
        }
    }
}
