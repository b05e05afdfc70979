import TestSupport

/// One value of `{language}`.
struct ModelLanguage: Hashable {
    /// What stands for `{language}`, without slashes at its ends.
    let path: String
    /// The codes of the translations that are read, in the order in which they are tried.
    let codes: [String]

    init(path: String, codes: [String]) {
        self.path = path.split(separator: "/").joined(separator: "/")
        self.codes = codes
    }

    /// The path as it stands in a page's.
    var encoded: String { path.replacing(" ", with: "%20") }

    /// Whether a page is in the language: its path begins with the language's, or with no other's where that is empty.
    func has(_ page: String, among all: [ModelLanguage]) -> Bool {
        let begins = { (language: ModelLanguage) in (page + "/").hasPrefix("/" + language.encoded + "/") }
        return path.isEmpty ? !all.contains { !$0.path.isEmpty && begins($0) } : begins(self)
    }
}

/// `languages` of a freshen.yaml of the model.
struct ModelLanguages {
    enum Origin {
        /// The rows of the table `languages`; without `path` the beginning of the code stands for `{language}`.
        case collection(code: String, path: String?, standard: String?)
        case map([ModelLanguage])
    }

    enum Fallback: String, CaseIterable { case field, row }

    let origin: Origin
    let fallback: Fallback
    let base: String?

    var tree: Tree {
        var entries: [(key: String, value: Tree)] = []
        switch origin {
        case .collection(let code, let path, let standard):
            entries = [("from", .text("languages")), ("code", .text(code))]
            if let path { entries.append(("path", .text(path))) }
            if let standard { entries.append(("default", .text(standard))) }
        case .map(let languages):
            entries = languages.map {
                ($0.path, $0.codes.count == 1 ? .text($0.codes[0]) : .list($0.codes.map(Tree.text)))
            }
        }
        entries.append(("fallback", .text(fallback.rawValue)))
        if let base { entries.append(("base", .text(base))) }
        return .map(entries)
    }

    /// The languages as the tables have them.
    func all(_ data: ModelData) -> [ModelLanguage] {
        listed(data).map { $0.codes.first == base ? ModelLanguage(path: $0.path, codes: []) : $0 }
    }

    private func listed(_ data: ModelData) -> [ModelLanguage] {
        guard case .collection(let codeField, let pathField, let standard) = origin else {
            guard case .map(let languages) = origin else { return [] }
            return languages
        }
        return data.all("languages").flatMap { row -> [ModelLanguage] in
            guard let code = text(row[codeField]) else { return [] }
            let own = pathField.map { text(row[$0]) } ?? code.prefix { $0 != "-" }.lowercased()
            let codes = standard == nil || standard == code ? [code] : [code, standard ?? ""]
            let paths = [own, standard == code ? "" : nil].compactMap { $0 }
            return Set(paths).sorted().map { ModelLanguage(path: $0, codes: codes) }
        }
    }

    /// The code of a translation's language; nil: it has none.
    func code(of translation: ModelRow, _ data: ModelData) -> String? {
        guard case .collection(let field, _, _) = origin else { return text(translation["languages_id"]) }
        return data.one(translation, "languages_id").flatMap { text($0[field]) }
    }

    private func text(_ value: ModelValue) -> String? {
        switch value {
        case .null: nil
        case .text(let text): text
        case .number(let number): "\(number)"
        }
    }
}
