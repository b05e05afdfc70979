/// A place in a text, as an editor shows it.
package struct Position: Sendable, Hashable {
    /// Both begin at 1; the column counts characters (Unicode scalars), not bytes, and a tab is one.
    package let line, column: Int
    /// The line of the alias that repeats here what stands at this place; nil: it is read where it stands.
    package var aliasLine: Int?
}
