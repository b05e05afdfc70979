/// The package's root folder, with a slash at its end.
package let packageFolder = String(#filePath.dropLast("Tests/TestSupport/packageFolder.swift".count))
