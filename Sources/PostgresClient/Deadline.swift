private import Glibc

/// An instant of the monotonic clock, which does not change when the time of day is set.
struct Deadline {
    private let nanoseconds: Int64

    /// The instant after a duration from now; one beyond the clock's range never comes.
    init(after duration: Duration) {
        let parts = duration.components
        let (whole, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let sum = Deadline.now().addingReportingOverflow(whole + parts.attoseconds / 1_000_000_000)
        nanoseconds = overflow || sum.overflow ? .max : sum.partialValue
    }

    /// The time left, rounded up so that a wait never ends just before the deadline; 0 once it has passed.
    var milliseconds: Int32 {
        let left = max(0, nanoseconds - Deadline.now())
        return Int32(clamping: left / 1_000_000 + (left % 1_000_000 > 0 ? 1 : 0))
    }

    private static func now() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}
