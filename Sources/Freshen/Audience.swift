/// Who reads the log: some entries are for distributions alone.
package enum Audience: Sendable, Hashable {
    case pods
    case distributions
}
