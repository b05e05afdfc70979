internal import Text

/// The time that requests are signed with: this machine's, corrected by AWS's where the two are too far apart.
///
/// AWS refuses a signature whose time is more than five minutes off. Each of its answers has its own time in `Date`.
package final class AWSClock {
    private let now: () -> Int64
    private var offset: Int64 = 0

    /// A clock that follows `now`, in seconds since 1970, until an answer corrects it.
    package init(_ now: @escaping () -> Int64) {
        self.now = now
    }

    /// Seconds since 1970.
    package var unixTime: Int64 { now() + offset }

    /// Corrects the clock by an answer's `Date` if the two differ by more than four minutes; returns whether they did.
    func correct(by date: String?) -> Bool {
        guard let there = date.flatMap({ UnixTime(httpDate: $0)?.seconds }), abs(there - unixTime) > 240 else {
            return false
        }
        offset = there - now()
        return true
    }
}
