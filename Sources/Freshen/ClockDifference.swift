/// How far the job's clock is from the database's.
package struct ClockDifference: Sendable, Equatable {
    /// The job's clock minus the database's.
    package let offset: Duration

    package init(offset: Duration) {
        self.offset = offset
    }

    package init(job: Instant, database: Instant) {
        self.init(offset: .microseconds(job.microseconds - database.microseconds))
    }

    /// Beyond this, clocks that follow a time server do not differ, and a pooler may let a transaction wait for it.
    private static let tolerated = 5.0
    /// Beyond this, every date would fall at a wrong time.
    private static let longest = 3600.0

    /// Whether nothing can be decided by such clocks.
    package var isTooLong: Bool { abs(offset.seconds) > Self.longest }

    /// The offset; nil: the clocks agree well enough.
    package var noted: Duration? { abs(offset.seconds) > Self.tolerated ? offset : nil }

    /// What people are told; nil: the clocks agree well enough.
    package var note: String? {
        guard let offset = noted else { return nil }
        let size = Duration.microseconds(abs(offset.microseconds)).rounded
        let direction = offset < .zero ? "behind" : "ahead of"
        return "this machine's clock is \(size) \(direction) the database's, and dates count by the slower one: "
            + "let both follow one time server"
    }

    /// The failure of a look with these clocks; nil: it may look.
    package var failure: Failure? {
        guard isTooLong, let note else { return nil }
        return Failure(.tryAgain, "nothing was compared or sent: " + note)
    }
}
