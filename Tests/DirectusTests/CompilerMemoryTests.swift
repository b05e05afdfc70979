import Configuration
import Freshen
import PostgresClient
import Testing

@testable import Directus

/// `--every` compiles again whenever the catalog changes: no object of a compiler may outlive it.
@Suite(.timeLimit(.minutes(10))) struct CompilerMemoryTests {
    private static let model = """
        CREATE TABLE authors (id int PRIMARY KEY, name text);
        CREATE TABLE articles (id int PRIMARY KEY, title text, author int REFERENCES authors);
        CREATE TABLE comments (id int PRIMARY KEY, article int REFERENCES articles, text text)
        """
    private static let yaml = """
        collections:
          articles:
            visible: { author: { name: x }, comments: { text: y, _some: { text: z }, _none: { text: "" } } }
            shows: [comments, author]
            routes: [ "/{author.name}", "/{comments.text}", { path: "/x/{comments.article.title}", fields: [comments.text] } ]
        """

    private struct Weak {
        weak var object: AnyObject?
    }

    @Test func `no object of the compiler is left when its statements are done`() throws {
        let bench = try Bench(Self.model)
        let rules = try readSite(Array(Self.yaml.utf8), file: "f", secrets: Secrets(environment: [:]) { _ in nil })
            .collections
        let catalog = try bench.connection.inSnapshot { try Catalog.read(rules, from: bench.connection) }
        let made = try Self.compile(rules[0], catalog)
        #expect(made.count > 8)
        #expect(made.allSatisfy { $0.object == nil })
    }

    private static func compile(_ rule: CollectionRule, _ catalog: Catalog) throws -> [Weak] {
        let compiler = CollectionCompiler(
            rule, rules: [rule.name.value: rule], catalog: catalog, access: Access([rule]))
        _ = try compiler.source(compiler.table(rule.name.value))
        return compiler.watched.flatMap { [Weak(object: $0.row), Weak(object: $0.row.select)] } + [
            Weak(object: compiler)
        ]
    }
}
