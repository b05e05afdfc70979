/// A query as a page sends it to Directus: which items of a collection, which fields of them, in which order, how many.
///
/// Its parts have the meaning of the API's parameters of the same names.
package struct Query: Sendable {
    /// The queried collection.
    package let collection: Placed<String>
    /// The primary key of the one requested item; nil: a list, or the item of a singleton.
    package let key: Placed<Operand>?
    /// The requested fields of each item.
    package let fields: [FieldSelection]
    /// Which items, in which order, how many.
    package let options: QueryOptions
    /// What stands for `{language}` on the page whose translations are answered; nil: all translations are.
    package let language: Placed<String>?
    /// The values of the query's parameters, a list for each answer, by rank; nil: the query has no parameters.
    ///
    /// Queries of one shape, such as those of all pages of a route with `slug = {slug}`, are one query with parameters.
    package let parameters: [[ParameterValue]]?
    /// The place of the query.
    package let place: Place

    package init(
        collection: Placed<String>, key: Placed<Operand>?, fields: [FieldSelection], options: QueryOptions,
        language: Placed<String>?, parameters: [[ParameterValue]]? = nil, place: Place
    ) {
        self.collection = collection
        self.key = key
        self.fields = fields
        self.options = options
        self.language = language
        self.parameters = parameters
        self.place = place
    }
}

/// What one parameter stands for in one answer: a value, or a list of values.
package typealias ParameterValue = Placed<Operand>

/// One entry of `fields`, split at its dots: `author.name`, `*.*`, `blocks.item:block_hero.*`, `count(comments)`.
package typealias FieldSelection = Placed<[String]>

/// The options of a list of items: that of the queried collection, or a nested one (`deep`).
package struct QueryOptions: Sendable {
    /// Which items.
    package var filter: Filter = .always
    /// In which order; empty: in the collection's own.
    package var sort: [SortKey] = []
    /// At most how many; -1: all, nil: Directus' default.
    package var limit: ListBound?
    /// Which page of `limit` items, counted from 1.
    package var page: ListBound?
    /// How many items are left out at the start.
    package var offset: ListBound?
    /// The field that each alias stands for, by the alias.
    package var alias: [String: String] = [:]
    /// The options of nested lists (`deep`), by the field's name in the answer; `item:collection` for many-to-any.
    package var nested: [String: QueryOptions] = [:]

    package init() {}

    /// How many items Directus returns where a query has no limit.
    package static let defaultLimit = 100
}

/// A number that bounds a list.
package enum ListBound: Sendable, Equatable, ExpressibleByIntegerLiteral {
    case number(Int)
    /// The value of the query's parameter of this rank, counted from 0.
    case parameter(Int)

    /// The number itself, as in `options.limit = 1`.
    package init(integerLiteral value: Int) {
        self = .number(value)
    }

    /// The number; nil: it is the value of a parameter.
    package var number: Int? {
        if case .number(let number) = self { number } else { nil }
    }
}

/// One entry of `sort`.
package struct SortKey: Sendable {
    /// The field path, which may end in a function.
    package let path: FieldSelection
    /// Whether the greatest value comes first.
    package let isDescending: Bool

    package init(path: FieldSelection, isDescending: Bool) {
        self.path = path
        self.isDescending = isDescending
    }
}
