/// Why a CDN did not accept a batch.
package struct CDNFailure: Error, Sendable {
    package enum Kind: Sendable, Hashable {
        /// Throttled, unavailable or no answer: the same request may succeed later.
        case notNow
        /// Too many invalidations are in progress: the same succeeds once some are completed, and less of it now.
        case full
        /// Some of the items will never be accepted.
        case badItems
        /// The caller reference was used for other items.
        case badReference
        /// Any other failure; the exit code says what to do.
        case other
    }

    package let exit: ExitCode
    package let kind: Kind
    package let message: String

    package init(_ exit: ExitCode, _ message: String) {
        self.init(exit, .other, message)
    }

    package init(_ exit: ExitCode, _ kind: Kind, _ message: String) {
        self.exit = exit
        self.kind = kind
        self.message = message
    }

    /// Whether waiting is all that it needs.
    var isDeferred: Bool { kind == .notNow || kind == .full }
}
