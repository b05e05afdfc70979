/// The reader of Directus' API: the permissions with which the site's pages query the CMS.
package enum APIReader: Sendable {
    /// The public, without login: the policies that are assigned to neither a role nor a user.
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
