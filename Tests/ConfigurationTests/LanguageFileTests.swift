import Configuration
import Freshen
import Testing

/// The key `languages` of the file.
@Suite(.timeLimit(.minutes(10))) struct LanguageFileTests {
    private func site(_ languages: String, routes: String = "/a") throws(Failure) -> Site {
        try readSite(
            Array("languages: \(languages)\ncollections: { posts: { routes: [\(routes)] } }\nweb: [\(web)]\n".utf8),
            file: "f",
            secrets: Secrets(environment: [:]) { _ in "secret" })
    }

    private let web = "{ name: w, pods: { urls: [\"http://127.0.0.1:1\"] }, token: { file: t } }"

    @Test func `a mapping from what stands for {language} to codes`() throws {
        let languages = try #require(
            try site("{ \"\": en-US, es: [es-ES, en-US], /fr/: fr-FR, fallback: row, base: en-US }").languages)
        guard case .list(let all) = languages.origin else {
            Issue.record("no list")
            return
        }
        #expect(
            all == [
                Language(path: "", codes: ["en-US"]), Language(path: "es", codes: ["es-ES", "en-US"]),
                Language(path: "fr", codes: ["fr-FR"]),
            ])
        #expect(languages.fallback == .row)
        #expect(languages.base?.value == "en-US")
    }

    @Test func `a collection of languages`() throws {
        let languages = try #require(try site("{ from: tongues, path: prefix, default: en }").languages)
        guard case .collection(let collection) = languages.origin else {
            Issue.record("no collection")
            return
        }
        #expect(collection.name.value == "tongues")
        #expect(collection.code.value == "code")
        #expect(collection.path?.value == "prefix")
        #expect(collection.standard?.value == "en")
        #expect(languages.fallback == .field)
        #expect(languages.base == nil)
    }

    @Test func `{language} is a field where the file has no languages`() throws {
        #expect(try site("{ es: es-ES }", routes: "\"/{language}\"").collections[0].routes[0].isPerLanguage)
        let plain = try readSite(
            Array("collections: { posts: { routes: [\"/{language}\"] } }\nweb: [\(web)]\n".utf8), file: "f",
            secrets: Secrets(environment: [:]) { _ in "secret" })
        #expect(!plain.collections[0].routes[0].isPerLanguage)
    }

    @Test(
        "a mistake is one line with its place",
        arguments: [
            ("{}", "f:1:12: languages names none: write { from: COLLECTION } or a mapping such as { es: es-ES }"),
            (
                "{ fallback: row }",
                "f:1:12: languages names none: write { from: COLLECTION } or a mapping such as { es: es-ES }"
            ),
            ("{ es: es-ES, path: x }", "f:1:31: path needs from, the collection whose items are the languages"),
            ("{ from: l, defualt: en }", "f:1:23: unknown key defualt in languages with from: did you mean default?"),
            ("{ es: es-ES, fallback: rows }", "f:1:35: fallback must be field or row, not rows"),
            ("{ es: [] }", "f:1:18: a language is an empty list: name the code of its translations"),
            ("{ es: {} }", "f:1:18: a language must be a text, but is a mapping: a value with a { must be quoted"),
        ])
    func mistakes(_ languages: String, _ message: String) {
        let failure = #expect(throws: Failure.self) { try site(languages) }
        #expect(failure?.message == message)
    }

    @Test func `pages in one language are found by the beginning of their paths`() {
        let failure = #expect(throws: Failure.self) {
            try site(
                "{ es: es-ES }",
                routes: "\"/blog/{language}/{slug}\", { pages_of: { collection: posts, language: \"{language}\" } }")
        }
        #expect(
            failure?.message == """
                f:2:73: language in pages_of and everything finds pages by the beginning of their paths, and /blog/{language}/{slug} \
                does not begin with /{language}: leave language out there
                """)
    }

    @Test func `a language in pages_of or everything needs languages and the placeholder`() {
        let file = { (routes: String) throws(Failure) in
            _ = try readSite(
                Array("collections: { posts: { routes: [\(routes)] } }\nweb: [\(web)]\n".utf8), file: "f",
                secrets: Secrets(environment: [:]) { _ in "secret" })
        }
        let without = #expect(throws: Failure.self) { try file("{ everything: { language: \"{language}\" } }") }
        #expect(without?.message == "f:1:34: language needs the key languages, which says what languages there are")
        let empty = #expect(throws: Failure.self) { try file("{ everything: {} }") }
        #expect(empty?.message == "f:1:48: everything must be true, or { language: \"{language}\" }")
        let filter = #expect(throws: Failure.self) {
            try file("{ path: /a, filter: { translations: { code: { _eq: \"{language}\" } } } }")
        }
        #expect(
            filter?.message
                == "f:1:85: {language} is no value of a filter: a route with it in its path reads translations in that language already"
        )
        let other = #expect(throws: Failure.self) { try file("{ everything: { language: es } }") }
        #expect(other?.message == "f:1:60: language must be \"{language}\"")
        let layout = #expect(throws: Failure.self) {
            try file("{ everything: { language: \"{language}\", layout: lang } }")
        }
        #expect(layout?.message == "f:1:82: layout must begin with /: /lang")
        for wrong in ["/es", "\"/[lang]/layout\""] {
            let failure = #expect(throws: Failure.self) {
                try file("{ everything: { language: \"{language}\", layout: \(wrong) } }")
            }
            #expect(
                failure?.message
                    == "f:1:82: layout must be the folder of the layout above all languages, such as /[lang]")
        }
    }
}
