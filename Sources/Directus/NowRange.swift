/// For which instants as `$NOW` a condition is compiled.
enum NowRange {
    /// The instant that is looked at.
    case atLook
    /// Any instant since the last look: whether the condition could have been true.
    case atSomeInstant
    /// Every instant since the last look: whether the condition was true throughout.
    case atEveryInstant

    /// The range for the operand of NOT, if the negated condition is compiled for this range.
    var negated: NowRange {
        switch self {
        case .atLook: .atLook
        case .atSomeInstant: .atEveryInstant
        case .atEveryInstant: .atSomeInstant
        }
    }

    /// The `$NOW` to compare with in `field >= $NOW`.
    var lower: NowBound {
        switch self {
        case .atLook: .atLook
        case .atSomeInstant: .least
        case .atEveryInstant: .greatest
        }
    }

    /// The `$NOW` to compare with in `field <= $NOW`.
    var upper: NowBound {
        switch self {
        case .atLook: .atLook
        case .atSomeInstant: .greatest
        case .atEveryInstant: .least
        }
    }
}

/// The one instant of a range that a comparison uses as `$NOW`.
enum NowBound {
    case atLook
    /// A lower bound of every `$NOW` since the last look.
    case least
    /// An upper bound of every `$NOW` since the last look.
    case greatest
}
