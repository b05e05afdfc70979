/// Why a CDN did not accept a batch.
package struct CDNFailure: Error, Sendable {
    /// The causes that a run handles differently.
    package enum Kind: Sendable, Hashable {
        /// Requests are throttled, or the CDN is unavailable or gave no answer: the same request may succeed later.
        case notNow
        /// Too many invalidations are in progress: the request succeeds later, or a smaller one perhaps now.
        case full
        /// The batch must be halved: one item is bad, or there are too many.
        case splitBatch
        /// The caller reference was used for other items.
        case badReference
        /// Any other failure; the exit code says what to do.
        case other
    }

    /// The exit code of a run that ends with it.
    package let exit: ExitCode
    /// The cause.
    package let kind: Kind
    /// What happened, in one line.
    package let message: String

    /// A failure of the kind `other`.
    package init(_ exit: ExitCode, _ message: String) {
        self.init(exit, .other, message)
    }

    package init(_ exit: ExitCode, _ kind: Kind, _ message: String) {
        self.exit = exit
        self.kind = kind
        self.message = message
    }
}
