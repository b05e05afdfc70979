internal import Synchronization

/// A secret that no description, report or error shows.
package struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    /// The secret itself, for the request that needs it and nothing else.
    package let reveal: String
    private let source: Source?

    /// Where a secret can be read again, and what was read there last.
    private final class Source: Sendable {
        let read: @Sendable () -> String?
        let latest: Mutex<String>

        init(_ secret: String, _ read: @escaping @Sendable () -> String?) {
            latest = Mutex(secret)
            self.read = read
        }
    }

    /// `read` returns the secret from where it stands, as it is then; nil: it cannot be read, or always is the same.
    package init(_ secret: String, read: (@Sendable () -> String?)? = nil) {
        reveal = secret
        source = read.map { Source(secret, $0) }
    }

    private init(_ secret: String, _ source: Source) {
        reveal = secret
        self.source = source
    }

    /// The secret as it is now: a mounted Secret changes while the program runs.
    ///
    /// Where it cannot be read at this moment, it is as it was read last.
    package func readAgain() -> Secret {
        guard let source else { return self }
        let text = source.read()
        let latest = source.latest.withLock { latest in
            latest = text ?? latest
            return latest
        }
        return Secret(latest, source)
    }

    /// The same text for every secret.
    package var description: String { "(secret)" }
    /// Hides the secret from `dump` and `Mirror`.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
