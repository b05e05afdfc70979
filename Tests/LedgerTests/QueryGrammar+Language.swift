import TestSupport

/// Languages, and routes that have a page for each.
extension QueryGrammar {
    mutating func languages() -> ModelLanguages {
        let fallback = pick(ModelLanguages.Fallback.allCases)
        guard chance(60) else {
            let paths = ["", "es", "fr", "/de/", "e s"].shuffled(using: &random).prefix(pick([1, 2, 3]))
            let languages = paths.map { path in
                ModelLanguage(
                    path: path, codes: Array(["1", "2", "3", "4"].shuffled(using: &random).prefix(pick([1, 2, 2, 3]))))
            }
            return ModelLanguages(
                origin: .map(languages), fallback: fallback, base: chance(40) ? languages[0].codes[0] : nil)
        }
        let hasCodes = chance(80)
        let standard = hasCodes ? "en-US" : "1"
        return ModelLanguages(
            origin: .collection(
                code: hasCodes ? "code" : "id", path: chance(60) ? "path" : nil, standard: chance(80) ? standard : nil),
            fallback: fallback, base: chance(40) ? (chance(70) ? standard : hasCodes ? "es-ES" : "2") : nil)
    }

    /// What leads to translations from a collection.
    mutating func translated(_ table: ModelTable) -> [String] {
        switch table.name {
        case "articles":
            let own = [
                ["translations.title"], ["translations.title", "translations.slug"], ["translations.*"],
                ["translations"],
                ["translations.title", "translations.status"],
                ["translations.languages_id.code", "translations.title"],
                ["translations.articles_id.title", "translations.sort"],
                ["translations.articles_id.translations.title"],
            ]
            let others = [
                "author.translations.name", "children.translations.title", "parent.translations.slug",
                "comments.article.translations.title",
            ]
            return chance(70) ? pick(own) : [pick(others)]
        case "authors":
            return pick([
                ["translations.name", "translations.slug"], ["articles.translations.title"], ["translations.*"],
            ])
        case "topics": return ["articles.articles_id." + pick(["translations.title", "author.translations.name"])]
        case "pages":
            return [pick(["blocks.item:block_text.translations.content", "blocks.item:block_text.translations.*"])]
        default: return []
        }
    }

    /// The own fields that translations have, too.
    mutating func untranslated(_ table: ModelTable) -> [String] {
        switch table.name {
        case "articles": pick([["title"], ["title", "slug"], ["status", "author.name"]])
        case "authors": pick([["name"], ["slug"], ["name", "articles.title"]])
        case "pages": ["blocks.item:block_text.content"]
        default: ["name", "articles.articles_id.title"]
        }
    }

    /// A placeholder that leads to translations; nil: none does.
    mutating func translatedPath(_ table: ModelTable) -> String? {
        switch table.name {
        case "articles": pick(["translations.slug", "translations.slug", "author.translations.slug"])
        case "authors": pick(["translations.slug", "translations.slug", "articles.translations.slug"])
        default: nil
        }
    }
}
