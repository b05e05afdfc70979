/// One value of a document, with the place where it begins.
///
/// Nothing is interpreted: `1`, `true` and `null` are plain scalars, and what they mean is the caller's decision.
package struct Node: Sendable {
    /// Where the value begins: its first character, quote, bracket or anchor.
    ///
    /// A value that is left out (`key:`) begins where it would have begun, directly after the indicator, or at the
    /// bracket that closes a flow collection. A value that an alias repeats has the place of the anchored one, and the
    /// alias's line in `Position.aliasLine`.
    package let position: Position
    /// The value itself.
    package let value: Value

    /// What a node can hold.
    package enum Value: Sendable {
        /// Text. `plain` means without quotes, which distinguishes `null` from `"null"`.
        case scalar(String, plain: Bool)
        /// A list, in the order of the text.
        case sequence([Node])
        /// Keys and values, in the order of the text; no key occurs twice.
        case mapping([Entry])
    }

    /// One key of a mapping and its value.
    package struct Entry: Sendable {
        /// The key's text, without its quotes.
        package let key: String
        /// Where the key begins.
        package let keyPosition: Position
        /// The key's value.
        package let value: Node
    }
}
