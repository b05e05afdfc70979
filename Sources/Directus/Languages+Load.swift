internal import Freshen
internal import LedgerSQL
internal import PostgresClient
internal import Text

extension Languages {
    /// The languages of a rule, read from the CMS if they are defined there; the catalog has their table.
    ///
    /// Throws a configuration failure or a refusal if their collection or Directus' fields cannot be read.
    init(_ rule: LanguageRule, _ catalog: Catalog, from connection: Connection) throws {
        if !catalog.metadata.hasFields {
            // It says which relations are translations.
            try DirectusColumns(from: connection)
                .require(FieldMetadata.needed, of: "directus_fields", for: "languages", at: rule.place, connection)
        }
        var languages: [Language]
        var code: CodeField?
        switch rule.origin {
        case .list(let listed): languages = listed
        case .collection(let collection):
            languages = try Self.read(collection, catalog, from: connection)
            code = CodeField(collection: collection.name.value, field: collection.code.value)
        }
        if let place = rule.base?.place, let base = rule.base?.value {
            // `base` need not be a language of the site, so only a different spelling of a language's code is refused.
            let outline = { (code: String) in code.lowercased().replacing("_", with: "-") }
            let codes = languages.flatMap(\.codes)
            if !codes.contains(base), let code = codes.first(where: { outline($0) == outline(base) }) {
                throw Failure.configuration(
                    "no language has the code \(base), which base names: did you mean \(code)?", at: place)
            }
            languages = languages.map { $0.codes.first == base ? Language(path: $0.path, codes: []) : $0 }
        }
        self.init(all: languages, fallback: rule.fallback, hasBase: rule.base != nil, code: code)
    }

    /// The one language whose pages have `path` for `{language}`.
    init(_ path: Placed<String>, of rule: LanguageRule?, _ catalog: Catalog, from connection: Connection) throws {
        guard let rule else {
            throw Failure.configuration(
                "language needs the key languages of freshen.yaml, which says what languages there are", at: path.place)
        }
        let languages = try Languages(rule, catalog, from: connection)
        guard let language = languages.all.first(where: { $0.path == path.value }) else {
            let paths = languages.all.map(\.path)
            let named = paths.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
            throw Failure.configuration(
                "no language has \(path.value) for {language}"
                    + didYouMean(path.value, among: paths, otherwise: ": there are \(named)"),
                at: path.place)
        }
        self.init(
            all: [language], fallback: languages.fallback, hasBase: languages.hasBase, code: languages.code)
    }

    private static func read(
        _ collection: LanguageCollection, _ catalog: Catalog, from connection: Connection
    ) throws -> [Language] {
        let name = collection.name
        guard let table = catalog.tables[name.value] else {
            throw Failure.configuration(
                "there is no table \(name.value) that the database role can see", at: name.place)
        }
        for field in [collection.code, collection.path].compactMap({ $0 }) where table.column(field.value) == nil {
            throw Failure.configuration("\(name.value) has no column \(field.value)", at: field.place)
        }
        let reads = ReadColumns()
        reads.note([collection.code, collection.path].compactMap { $0?.value }, of: table)
        try reads.check()
        let path: SQL = collection.path.map { table.column($0.value, of: "l") + "::text" } ?? "NULL::text"
        let select: SQL = """
            SELECT \(table.column(collection.code.value, of: "l"))::text AS code, \(path) AS path FROM \(table.sql) AS l ORDER BY 1
            """
        let rendered = select.rendered()
        let rows = try connection.query(rendered.text, rendered.parameters)
        let standard = collection.standard
        if let standard, !rows.contains(where: { $0["code"] == standard.value }) {
            throw Failure.configuration("\(name.value) has no language \(standard.value)", at: standard.place)
        }
        return rows.flatMap { languages($0["code"], path: $0["path"], collection) }
    }

    /// The values of `{language}` of a row: the standard language also has the empty one.
    private static func languages(
        _ code: String?, path: String?, _ collection: LanguageCollection
    ) -> [Language] {
        guard let code else { return [] }
        let short = code.prefix { $0 != "-" }.lowercased()
        let standard = collection.standard?.value
        let codes = [code] + [standard].compactMap { $0 }.filter { $0 != code }
        let path = collection.path == nil ? short : path
        let paths = [path, standard == code ? "" : nil].compactMap { $0 }
        return Set(paths).sorted().map { Language(path: $0, codes: codes) }
    }
}
