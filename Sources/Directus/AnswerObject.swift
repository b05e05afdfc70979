internal import Freshen

/// What is returned of each item of a collection: the requested fields, wildcards expanded and permissions checked.
struct AnswerObject {
    let table: Table
    let fields: [AnswerField]
    /// Which items the permissions let the API return for these fields.
    let rule: Filter
}

/// One field of an answer.
struct AnswerField {
    /// Its name in the answer.
    let name: String
    /// The collection's field that the value is read from; for a function, its argument.
    let field: String
    let content: AnswerContent
    /// Which of the returned items have the value, while the others have null instead; nil: all have it.
    let rule: Filter?
    /// Whether it is a column that only a wildcard stands for: the API returns it as long as the table has it.
    let isColumnOfWildcard: Bool
}

/// Where the value of a field comes from.
indirect enum AnswerContent {
    case column(Column)
    case function(FieldFunction, counted: Filter)
    /// The item that a relation leads to; null if it does not fulfil the filter.
    case toOne(Relation, AnswerObject, Filter)
    /// The items of a to-many relation; `isFlat`: only their keys.
    case toMany(Relation, AnswerObject, QueryOptions, isFlat: Bool)
    /// The translation of an item in the language of the page; `code` is the field path of its language's code.
    case translation(Relation, AnswerObject, QueryOptions, code: [String], isFlat: Bool)
    /// The item that a many-to-any relation leads to; the column names its collection.
    case toAny(collectionColumn: String, [AnyChoice])

    /// One collection of a many-to-any relation.
    struct AnyChoice {
        let relation: Relation
        let object: AnswerObject
        let filter: Filter
        /// Whether no field of the item is requested, so that only its key is returned.
        let isFlat: Bool
    }
}
