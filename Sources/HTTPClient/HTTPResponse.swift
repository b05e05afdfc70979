private import Glibc
internal import Text

/// An answer, whatever its status; redirects are answers too.
package struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    package var status: Int
    /// The fields in the order of their arrival.
    package var headers: [HTTPHeader]
    /// The body, no larger than the request allows.
    package var body: [UInt8]

    package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first field of that name, without regard to case.
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }

    /// The server's clock when it answered, in seconds since 1970; nil: no `Date`, or it is not in HTTP's format.
    package var unixTime: Int64? { header("Date").flatMap(Self.unixTime(httpDate:)) }

    /// How long the server asks the client to wait: `Retry-After`, in seconds or as a date by the server's clock (by
    /// this machine's if the answer has no `Date`); nil: there is none, or it has neither form.
    ///
    /// At most a day, so that callers can add it to other durations without an overflow; none of them waits that long.
    package var retryAfter: Duration? {
        guard let text = header("Retry-After"), !text.isEmpty else { return nil }
        let isNumber = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        let seconds =
            isNumber
            ? Int64(text) ?? Self.longest
            : Self.unixTime(httpDate: text).map { $0 - (unixTime ?? Int64(time(nil))) }
        return seconds.map { .seconds(min(max(0, $0), Self.longest)) }
    }

    private static func unixTime(httpDate text: String) -> Int64? {
        UnixTime(httpDate: text, acceptsObsolete: true)?.seconds
    }

    private static let longest: Int64 = 86_400
}
