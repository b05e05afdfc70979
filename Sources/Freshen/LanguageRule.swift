/// `languages` of freshen.yaml: the languages in which the pages of a route with `{language}` exist.
package struct LanguageRule: Sendable {
    /// Where the languages are defined.
    package enum Origin: Sendable {
        /// Each row of a collection is a language.
        case collection(LanguageCollection)
        /// They are listed in freshen.yaml.
        case list([Language])
    }

    /// How the values of several translations of an item are combined.
    package enum Fallback: String, Sendable, CaseIterable, Codable {
        /// For each field the first value that is not null, in the order of the languages.
        case field
        /// All fields of the first translation in the order of the languages, null ones included.
        case row
    }

    /// Where the languages are defined.
    package let origin: Origin
    /// The collection whose items are the languages; nil: they are listed in freshen.yaml.
    package var collection: LanguageCollection? {
        if case .collection(let collection) = origin { collection } else { nil }
    }
    /// How the values of several translations of an item are combined.
    package let fallback: Fallback
    /// The code of the language of items' own fields; nil: they are in no language.
    ///
    /// In this language no translation is read. In any other language the item's own field is the last fallback for the
    /// translation's field of the same name.
    package let base: Placed<String>?
    /// The place of `languages`.
    package let place: Place

    package init(origin: Origin, fallback: Fallback, base: Placed<String>?, place: Place) {
        self.origin = origin
        self.fallback = fallback
        self.base = base
        self.place = place
    }
}

/// A collection whose items are the languages.
package struct LanguageCollection: Sendable {
    /// The collection.
    package let name: Placed<String>
    /// The field with the code that translations name, such as `es-ES`.
    package let code: FieldName
    /// The field with the value of `{language}`; nil: the code up to its first `-`, in lower case.
    package let path: FieldName?
    /// The code of the language that the others fall back to, and whose pages also exist with an empty `{language}`.
    package let standard: Placed<String>?

    package init(name: Placed<String>, code: FieldName, path: FieldName?, standard: Placed<String>?) {
        self.name = name
        self.code = code
        self.path = path
        self.standard = standard
    }
}

/// One value of `{language}`.
package struct Language: Sendable, Equatable, Codable {
    /// The value of `{language}` in paths; empty: the language has no prefix.
    package let path: String
    /// The codes of the translations that are read, in the order in which they are tried.
    package let codes: [String]

    /// Makes a language; slashes at the ends of `path` are left out.
    package init(path: String, codes: [String]) {
        self.path = path.split(separator: "/").joined(separator: "/")
        self.codes = codes
    }
}
