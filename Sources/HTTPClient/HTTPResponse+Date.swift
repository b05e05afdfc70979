internal import CCurl
private import Glibc

extension HTTPResponse {
    /// The server's clock when it answered, in seconds since 1970; nil: it did not say, or not as HTTP writes a date.
    package var unixTime: Int64? { date("Date") }

    /// How long the server asks to be left alone: `Retry-After`, in seconds or as a date by its own clock; nil: it does
    /// not say, or nothing that can be understood.
    ///
    /// No more than a day: it is to be added to, and nobody waits that long.
    package var retryAfter: Duration? {
        guard let text = header("Retry-After"), let first = text.utf8.first else { return nil }
        guard text.utf8.allSatisfy(Self.isDigit) else {
            // What curl_getdate makes of other texts is no date: it takes a lone number for one.
            guard !Self.isDigit(first), text.hasSuffix("GMT"), let date = date("Retry-After") else { return nil }
            return .seconds(min(max(0, date - (unixTime ?? Int64(time(nil)))), Self.longest))
        }
        return .seconds(min(Int64(text) ?? Self.longest, Self.longest))
    }

    private func date(_ name: String) -> Int64? {
        guard let date = header(name) else { return nil }
        let seconds = unsafe curl_getdate(date, nil)
        return seconds < 0 ? nil : Int64(seconds)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static let longest: Int64 = 86_400
}
