internal import FoundationEssentials
package import Freshen
package import PostgresClient

/// The structure of the CMS's tables as a file, so that freshen.yaml can be checked where there is no database.
///
/// It holds names, types, relations, the reader's permissions and the languages, and no other content.
package struct SchemaDump {
    private struct File: Codable {
        /// The version of this format.
        var freshenSchema = 1
        let catalog: Catalog
    }

    let catalog: Catalog

    /// Reads all tables that relations, collections or languages of the site name, whether a route needs them or not.
    package init(_ site: Site, from connection: Connection) throws {
        var catalog = try connection.inSnapshot {
            var catalog = try Catalog(
                tables: site.collections.map(\.name.value), site.reader, site.languages, from: connection)
            catalog.languages = try site.languages.map { try Languages($0, catalog, from: connection) }
            return catalog
        }
        catalog.tables = catalog.tables.mapValues(\.withoutState)
        self.catalog = catalog
    }

    /// Reads what `json` wrote; `file` is what a message calls it.
    package init(_ json: [UInt8], file: String) throws(Failure) {
        guard let read = try? JSONDecoder().decode(File.self, from: Data(json)), read.freshenSchema == 1 else {
            throw Failure(
                .configuration, "\(file) holds no schema of this version: write it with freshen doctor --print-schema")
        }
        catalog = read.catalog
    }

    /// The file, with keys in order, so that a repository shows what changed.
    package func json() throws(Failure) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(File(catalog: catalog)) else {
            throw Failure(.bug, "the schema cannot be written as JSON")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
