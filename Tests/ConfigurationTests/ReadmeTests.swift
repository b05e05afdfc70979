import Configuration
import Freshen
import TestSupport
import Testing

/// The examples in README.md.
@Suite(.timeLimit(.minutes(10))) struct ReadmeTests {
    private static let web =
        "web: [{ name: storefront, pods: { urls: [\"http://127.0.0.1:1\"] }, token: { env: T } }]\n"

    /// The blocks between fences, each with the language after its first fence.
    private func blocks() throws -> [(language: String, text: String)] {
        let lines = try contents(of: "README.md").split(separator: "\n", omittingEmptySubsequences: false)
        var blocks: [(language: String, text: String)] = []
        var isInside = false
        for line in lines {
            if line.hasPrefix("```") {
                if !isInside { blocks.append((String(line.dropFirst(3)), "")) }
                isInside.toggle()
            } else if isInside {
                blocks[blocks.count - 1].text += line + "\n"
            }
        }
        return blocks
    }

    @Test func `no example is longer than 20 lines`() throws {
        let blocks = try blocks()
        #expect(blocks.count > 10)
        for block in blocks {
            #expect(
                block.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= 20, "\(block.text)")
        }
    }

    @Test func `every example of collections can be read`() throws {
        let examples = try blocks().filter { $0.language == "yaml" && $0.text.contains("collections:\n") }
        #expect(examples.count >= 4)
        for example in examples {
            let text = example.text + (example.text.contains("\nweb:") ? "" : Self.web)
            _ = try readSite(
                Array(text.utf8), file: "README.md",
                secrets: Secrets(environment: ["REVALIDATE_TOKEN": "secret", "T": "secret"]) { _ in nil })
        }
    }

    @Test func `the example of buckets can be read as it stands`() throws {
        let example = try #require(try blocks().first { $0.language == "yaml" && $0.text.hasPrefix("buckets:") }).text
        let site = try readSite(Array(example.utf8), file: "README.md", secrets: Secrets(environment: [:]) { _ in nil })
        #expect(site.buckets.map(\.only) == [["releases.example.com"], ["releases.example.com"]])
        #expect(site.buckets[0].bucket == .output("BinariesBucket", stack: "watchy-platform"))
        #expect(site.buckets[0].paths(of: "binaries/slack/latest").map(\.path) == ["/binaries/slack/latest"])
    }

    @Test func `the example of the other keys can be read with the pods and the distribution beside them`() throws {
        let example = try #require(try blocks().first { $0.language == "yaml" && $0.text.hasPrefix("web:") }).text
        let text =
            example.replacing(
                "name: storefront\n", with: "name: storefront\n    pods: { dns: web, port: 1 }\n    token: { env: T }\n"
            )
            .replacing("- variants", with: "- distribution: E1\n    variants")
            + "collections: { a: { routes: [/a] } }\n"
        let site = try readSite(
            Array(text.utf8), file: "README.md", secrets: Secrets(environment: ["T": "secret"]) { _ in nil })
        #expect(site.webs.first?.settle == .seconds(5))
    }
}
