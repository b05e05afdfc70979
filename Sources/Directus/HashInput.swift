internal import LedgerSQL

/// The input of a hash: texts in a fixed order, and the instants at which it can change although nothing is written.
struct HashInput {
    var values: [SQL] = []
    /// Conditions, each true if a row may have changed and changed back since the last look.
    var maybeFlipped: [SQL] = []
    /// The instants at which a row can change next.
    var due: [SQL] = []

    static func + (one: HashInput, other: HashInput) -> HashInput {
        HashInput(
            values: one.values + other.values, maybeFlipped: one.maybeFlipped + other.maybeFlipped,
            due: one.due + other.due)
    }

    /// The values as one text: the output form of a row marks nulls and quotes values.
    var text: SQL {
        "ROW(" + values.joined(", ") + ")::text"
    }

    var isMaybeFlipped: SQL {
        maybeFlipped.isEmpty ? "FALSE" : "(" + maybeFlipped.joined(" OR ") + ")"
    }
}
