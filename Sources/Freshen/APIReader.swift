/// Whose answers of Directus' API the pages show.
package enum APIReader: Sendable {
    /// Everybody: the policies that are given to no role and no user.
    case everybody(at: Place)
    /// A reader with the policies of these names.
    case policies([Placed<String>], at: Place)

    /// The names of its policies; nil: those of everybody.
    package var policyNames: [Placed<String>]? {
        switch self {
        case .everybody: nil
        case .policies(let names, _): names
        }
    }

    /// The place of `reader`.
    package var place: Place {
        switch self {
        case .everybody(let place), .policies(_, let place): place
        }
    }
}
