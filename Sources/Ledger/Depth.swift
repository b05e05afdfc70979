/// How much of a collection a look compares.
enum Depth: Equatable {
    /// Every item, page by page.
    case all
    /// Every item's values and version.
    case values
    /// Every item's version.
    case versions
    /// The items of young rows, and those that are due.
    case young
    /// Only the items that are due.
    case due
}
