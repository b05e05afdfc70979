internal import Freshen

/// What is answered of each item of a collection: a query with its wildcards expanded, checked against what the reader may
/// see.
struct AnswerObject {
    let table: Table
    let fields: [AnswerField]
    /// Which items the reader sees of those that are asked.
    let rule: Filter
}

/// One field of an answer.
struct AnswerField {
    /// Its name in the answer.
    let name: String
    /// The collection's field, or a function of one, that it comes from.
    let field: String
    let content: AnswerContent
    /// Of which items it is answered, and null of the others; nil: of all.
    let rule: Filter?
}

/// Where the value of a field comes from.
indirect enum AnswerContent {
    case column(Column)
    case function(FieldFunction, counted: Filter)
    /// The item that a relation leads to, or null.
    case toOne(Relation, AnswerObject, Filter)
    /// The items of a to-many relation; `isFlat`: their keys alone.
    case toMany(Relation, AnswerObject, QueryOptions, isFlat: Bool)
    /// The item of one of several collections.
    case toAny(collectionColumn: String, [AnyChoice])

    /// One collection of a many-to-any relation.
    struct AnyChoice {
        let relation: Relation
        let object: AnswerObject
        let filter: Filter
        /// Nothing of it is asked: its key is answered.
        let isFlat: Bool
    }
}
