internal import Text

/// The time that signatures bear: this machine's, or AWS's own where the two are too far apart.
///
/// AWS refuses a signature that is more than five minutes off. Every answer of it says what time it is there.
package final class AWSClock {
    private let now: () -> Int64
    private var offset: Int64 = 0

    /// A clock that shows what `now` does, in seconds since 1970, until AWS says otherwise.
    package init(_ now: @escaping () -> Int64) {
        self.now = now
    }

    /// Seconds since 1970.
    package var unixTime: Int64 { now() + offset }

    /// Takes over the time that an answer's `Date` field names, where it is four minutes off; returns whether it was.
    func heed(date: String?) -> Bool {
        guard let there = date.flatMap({ UnixTime(httpDate: $0)?.seconds }), abs(there - unixTime) > 240 else {
            return false
        }
        offset = there - now()
        return true
    }
}
