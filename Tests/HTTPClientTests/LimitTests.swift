import Testing

@testable import HTTPClient

@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    @Test(arguments: [
        (Duration.seconds(20), 20_000, 5000), (.seconds(5), 5000, 5000), (.milliseconds(300), 300, 300),
        (.microseconds(1), 1, 1), (.zero, 1, 1), (.microseconds(1001), 2, 2),
        (.seconds(Int64.max), 2_000_000_000, 5000),
    ])
    func `a connection has at most 5 s, and no limit is 0`(timeout: Duration, all: Int, connection: Int) {
        let limits = Transfer.limits(timeout)
        #expect(limits.request == all)
        #expect(limits.connection == connection)
    }
}
