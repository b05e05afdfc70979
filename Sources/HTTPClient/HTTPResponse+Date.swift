private import Glibc
internal import Text

extension HTTPResponse {
    /// The server's clock when it answered, in seconds since 1970; nil: no `Date`, or not as HTTP writes one.
    package var unixTime: Int64? { header("Date").flatMap(Self.unixTime(httpDate:)) }

    /// How long the server asks the client to wait: `Retry-After`, in seconds or as a date by the server's clock (by
    /// this machine's where the answer has no `Date`); nil: none, or neither form.
    ///
    /// At most a day: callers add it to other durations, and none of them waits that long.
    package var retryAfter: Duration? {
        guard let text = header("Retry-After"), !text.isEmpty else { return nil }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return Self.unixTime(httpDate: text).map { date in
                .seconds(min(max(0, date - (unixTime ?? Int64(time(nil)))), Self.longest))
            }
        }
        return .seconds(min(Int64(text) ?? Self.longest, Self.longest))
    }

    private static func unixTime(httpDate text: String) -> Int64? {
        UnixTime(httpDate: text, acceptsObsolete: true)?.seconds
    }

    private static let longest: Int64 = 86_400
}
