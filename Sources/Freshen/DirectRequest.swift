internal import Text

/// What is sent to one distribution without ledger and freshen.yaml, from CI or by hand.
package struct DirectRequest: Sendable {
    /// A download that must be fresh once the items are invalidated.
    package struct Verification: Sendable, Hashable {
        /// What is downloaded.
        package let url: String
        /// The SHA-256 of its content in lower-case hexadecimal digits; nil: any content.
        package let sha256: String?

        package init(url: String, sha256: String?) {
            self.url = url
            self.sha256 = sha256
        }
    }

    /// The distribution's id, or one of its aliases.
    package let distribution: String
    /// What is invalidated; may be empty where invalidations are waited for.
    package internal(set) var stale: [Stale]
    /// A folder whose files are invalidated if they differ from a bucket; nil: none is compared, or no longer.
    package internal(set) var changedIn: ComparedFolder?
    /// The ids of invalidations that were accepted earlier, and are waited for, too.
    package let invalidations: [String]
    /// How long to wait until all invalidations are completed; nil: not at all.
    package let wait: Duration?
    /// What is downloaded in the end; nil: nothing.
    package let verification: Verification?
    /// Whether a failure is a warning: a build need not break because of a cache.
    package let toleratesFailure: Bool

    package init(
        distribution: String, stale: [Stale], changedIn: ComparedFolder? = nil, invalidations: [String] = [],
        wait: Duration? = nil, verification: Verification? = nil, toleratesFailure: Bool = false
    ) {
        self.distribution = distribution
        self.stale = stale
        self.changedIn = changedIn
        self.invalidations = invalidations
        self.wait = wait
        self.verification = verification
        self.toleratesFailure = toleratesFailure
    }

    /// How long `--wait` waits where no time is given.
    package static let usualWait = Duration.seconds(900)

    /// Whether the distribution is named by an alias; only an alias has a dot.
    var isAlias: Bool { distribution.contains(".") }

    /// The command that does what is left of this request: sends `items` and waits for `invalidations`.
    ///
    /// The query of a URL is left out, because it may be a signature.
    func command(distribution: String, items: [String], invalidations: [String]) -> String {
        var words = ["freshen", "invalidate", distribution.contains(".") ? "--alias" : "--distribution", distribution]
        if !invalidations.isEmpty, wait != nil { words += ["--invalidation", invalidations.joined(separator: ",")] }
        if let changedIn {
            words += ["--changed-in", changedIn.path, "--bucket", changedIn.bucket]
            if !changedIn.prefix.isEmpty { words += ["--prefix", changedIn.prefix] }
        }
        if let wait { words.append(wait == Self.usualWait ? "--wait" : "--wait=\(wait.text)") }
        if let verification {
            words += ["--verify", verification.url.withoutQuery]
            if let sha256 = verification.sha256 { words += ["--sha256", sha256] }
        }
        return (words + items).map(\.quotedForShell).joined(separator: " ")
    }
}

extension String {
    /// The host of a complete URL without login and fragment, as consumers download from it; nil: it is no such URL.
    package var hostOfDownload: Substring? {
        let host = drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        guard hasPrefix("https://") || hasPrefix("http://"), !host.isEmpty, !host.contains("@"), !contains("#"),
            utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return host
    }

    /// A URL with `?…` in place of its query, which may hold a signature.
    package var withoutQuery: String {
        firstIndex(of: "?").map { self[..<$0] + "?…" } ?? self
    }

    /// The text as one word of a shell's command line.
    fileprivate var quotedForShell: String {
        let isPlain = utf8.allSatisfy { $0.isLetterOrDigit || "/._:=@%+,-".utf8.contains($0) }
        return isPlain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
