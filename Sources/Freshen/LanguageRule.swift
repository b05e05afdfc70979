/// `languages` of freshen.yaml: the languages in which the pages of a route with `{language}` exist.
package struct LanguageRule: Sendable {
    /// Where the languages stand.
    package enum Origin: Sendable {
        /// Each row of a collection is a language.
        case collection(LanguageCollection)
        /// They stand in the file.
        case list([Language])
    }

    /// How the values of several translations of an item are combined.
    package enum Fallback: String, Sendable, CaseIterable {
        /// Each field has its first value that is not null, in the order of the languages.
        case field
        /// The first translation in the order of the languages has all fields, null ones as well.
        case row
    }

    /// Where the languages stand.
    package let origin: Origin
    /// The collection where the languages stand; nil: they stand in the file.
    package var collection: LanguageCollection? {
        if case .collection(let collection) = origin { collection } else { nil }
    }
    /// How the values of several translations of an item are combined.
    package let fallback: Fallback
    /// The code of the language of items' own fields; nil: they are in no language.
    ///
    /// In this language no translation is read. In any other an own field of the same name is the last fallback.
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
    /// The field with what stands for `{language}`; nil: the code up to its first `-`, in lower case.
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
package struct Language: Sendable, Equatable {
    /// What stands for `{language}`; empty: the language has no prefix.
    package let path: String
    /// The codes of the translations that are read, in the order in which they are tried.
    package let codes: [String]

    /// Makes a language; slashes at the ends of `path` are left out.
    package init(path: String, codes: [String]) {
        self.path = path.split(separator: "/").joined(separator: "/")
        self.codes = codes
    }
}
