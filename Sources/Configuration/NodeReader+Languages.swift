internal import Freshen
internal import Text
internal import YAML

extension NodeReader {
    /// The value of `languages`, in one of two forms, either of which may also have `fallback` and `base`.
    ///
    /// `{ from: COLLECTION, code: FIELD, path: FIELD, default: CODE }`, or a mapping from each value of `{language}` to
    /// one code or several.
    func languages() throws(Failure) -> LanguageRule {
        var (parts, listed): ([String: NodeReader], [Entry]) = ([:], [])
        for entry in try entries("languages") {
            if Self.languageKeys.contains(entry.key) { parts[entry.key] = entry.value } else { listed.append(entry) }
        }
        let origin: LanguageRule.Origin =
            if let from = parts["from"] { .collection(try collection(from, parts, listed)) } else {
                .list(try list(of: listed, parts))
            }
        return LanguageRule(
            origin: origin,
            fallback: try parts["fallback"]?.fallback() ?? .field, base: try parts["base"]?.placed("base"), place: place
        )
    }

    private static let languageKeys = ["from", "code", "path", "default", "fallback", "base"]

    private func collection(
        _ from: NodeReader, _ parts: [String: NodeReader], _ others: [Entry]
    ) throws(Failure) -> LanguageCollection {
        if let other = others.first {
            let hint = didYouMean(other.key, among: Self.languageKeys)
            throw .configuration("unknown key \(other.key) in languages with from\(hint)", at: other.place)
        }
        return LanguageCollection(
            name: try from.placed("from"), code: try parts["code"]?.placed("code") ?? Placed("code", at: from.place),
            path: try parts["path"]?.placed("path"), standard: try parts["default"]?.placed("default"))
    }

    private func list(of entries: [Entry], _ parts: [String: NodeReader]) throws(Failure) -> [Language] {
        for key in ["code", "path", "default"] {
            if let part = parts[key] {
                throw part.failure("\(key) needs from, the collection whose items are the languages")
            }
        }
        guard !entries.isEmpty else {
            throw failure("languages names none: write { from: COLLECTION } or a mapping such as { es: es-ES }")
        }
        return try entries.map { entry throws(Failure) in
            Language(path: entry.key, codes: try entry.value.codes())
        }
    }

    /// Throws if a filter compares with `{language}`, which is a placeholder in paths only.
    func refuseLanguage() throws(Failure) {
        try eachNode { _, node throws(Failure) in
            guard node.scalar?.contains("{language}") == true else { return }
            throw node.failure(
                "{language} is no value of a filter: a route with it in its path reads translations in that language already"
            )
        }
    }

    private func codes() throws(Failure) -> [String] {
        guard case .sequence = node.value else { return [try text("a language")] }
        try refuseEmptyList("a language", "name the code of its translations")
        return try list("a language").map { one throws(Failure) in try one.text("a language") }
    }

    private func fallback() throws(Failure) -> LanguageRule.Fallback {
        let text = try text("fallback")
        guard let fallback = LanguageRule.Fallback(rawValue: text) else {
            throw failure("fallback must be field or row, not \(text)")
        }
        return fallback
    }
}
