import FoundationEssentials

/// The package's root folder, with a slash at its end.
package let packageFolder = String(#filePath.dropLast("Tests/TestSupport/packageFolder.swift".count))

/// The content of a file at `path` below the package's folder.
package func contents(of path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: packageFolder + path)), as: UTF8.self)
}
