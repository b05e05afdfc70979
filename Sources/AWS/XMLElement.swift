/// An element of an XML document: its name, its text, and the elements in it.
package struct XMLElement: Hashable, Sendable {
    /// As written, with its prefix if it has one.
    package let name: String
    /// The element's own character data, in one piece.
    package internal(set) var text = ""
    /// In the document's order.
    package internal(set) var children: [XMLElement] = []

    /// The first child of that name.
    package subscript(_ name: String) -> XMLElement? {
        children.first { $0.name == name }
    }

    /// The children of that name, in the document's order.
    package func all(_ name: String) -> [XMLElement] {
        children.filter { $0.name == name }
    }
}
