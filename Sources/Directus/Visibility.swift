internal import LedgerSQL

/// Whether a visitor sees a row, as SQL.
struct Visibility {
    /// At the instant that is looked at; never null.
    let atLook: SQL
    /// The same for a WHERE clause, where null counts as false: PostgreSQL can join by it, or use an index.
    let condition: SQL
    /// True if it may have changed and changed back since the last look although nothing was written; nil: the rule has
    /// no date.
    let maybeFlipped: SQL?
    /// The first instant after the look at which `atLook` can change; nil: never.
    let due: SQL?

    /// By a condition that is never null.
    init(atLook: SQL, maybeFlipped: SQL?, due: SQL?) {
        self.init(atLook: atLook, condition: atLook, maybeFlipped, due)
    }

    /// By a condition that may be null, which counts as false.
    init(condition: SQL, maybeFlipped: SQL?, due: SQL?) {
        self.init(atLook: isTrue(condition), condition: condition, maybeFlipped, due)
    }

    private init(atLook: SQL, condition: SQL, _ maybeFlipped: SQL?, _ due: SQL?) {
        self.atLook = atLook
        self.condition = condition
        self.maybeFlipped = maybeFlipped
        self.due = due
    }

    /// At the instant looked at, or at some instant since the last look.
    func holds(_ moment: Moment) -> SQL {
        guard moment == .atSomeInstant, let maybeFlipped else { return atLook }
        return "(" + atLook + " OR " + maybeFlipped + ")"
    }
}

/// For which time a page is computed.
enum Moment {
    case atLook
    /// At some instant since the last look: a page may have been there in between.
    case atSomeInstant
}

/// A condition that is never null.
func isTrue(_ condition: SQL) -> SQL {
    condition == "TRUE" ? condition : "coalesce(" + condition + ", FALSE)"
}

/// The earliest of several instants, ignoring nulls.
func earliest(_ instants: [SQL]) -> SQL {
    instants.count == 1 ? instants[0] : "LEAST(" + instants.joined(", ") + ")"
}
