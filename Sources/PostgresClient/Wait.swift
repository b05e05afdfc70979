internal import Glibc

/// The only place where this module waits: it handles deadline, interrupt and EINTR.
struct Wait {
    private let limit: Duration?
    /// By the monotonic clock, which does not change when the time of day is set.
    private let deadline: SuspendingClock.Instant?
    private let interrupt: Int32
    private let began = SuspendingClock.now

    /// Starts the clock: one value serves one call of the caller, which may wait several times.
    init(limit: Duration?, interrupt: Int32?) {
        self.limit = limit
        deadline = limit.map { .now + $0 }
        self.interrupt = interrupt ?? -1
    }

    /// Waits until a descriptor is ready for any of the events, and returns those it is ready for.
    ///
    /// With a `slice` it may also return no event after that many milliseconds.
    func callAsFunction(_ events: Int32, on descriptor: Int32, slice: Int32 = .max) throws(PostgresError) -> Int32 {
        while true {
            let left = min(millisecondsLeft, slice)
            guard left > 0 else {
                throw PostgresError(
                    kind: .timedOut,
                    message: "the database server did not answer within \(tenths(of: limit ?? .zero)) seconds")
            }
            var polled = [
                pollfd(fd: descriptor, events: Int16(events), revents: 0),
                pollfd(fd: interrupt, events: Int16(POLLIN), revents: 0),
            ]
            let ready = unsafe poll(&polled, 2, left == .max ? -1 : left)
            if ready < 0 && errno != EINTR {
                let reason = unsafe String(cString: strerror(errno))
                throw PostgresError(kind: .connection, message: "cannot wait for the database server: \(reason)")
            }
            if polled[1].revents != 0 {
                throw PostgresError(
                    kind: .interrupted,
                    message: "interrupted after \(tenths(of: .now - began)) s of waiting for the database server")
            }
            if polled[0].revents != 0 || (ready == 0 && left == slice) { return Int32(polled[0].revents) }
        }
    }

    /// In seconds.
    private func tenths(of time: Duration) -> Double { (time / .milliseconds(100)).rounded() / 10 }

    /// Rounded up so that a wait never ends just before the deadline; 0 once it has passed.
    private var millisecondsLeft: Int32 {
        guard let deadline else { return .max }
        let left = ((deadline - .now) / .milliseconds(1)).rounded(.up)
        return Int32(max(0, min(left, Double(Int32.max))))
    }
}

/// Whether a descriptor can be read, or its stream has ended, within so many milliseconds.
func hasInput(_ descriptor: Int32, within milliseconds: Int32) -> Bool {
    var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&polled, 1, milliseconds) == 1
}
