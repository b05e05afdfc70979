internal import Glibc
internal import Synchronization

/// Looks up the addresses of a host's name.
package typealias LookUp = @Sendable (String) throws(ResolverError) -> [String]

/// The numeric addresses of a host's name, in the order of the system's resolver.
///
/// The resolver blocks, so it is asked in a thread of its own. Throws `.timedOut` where it takes longer than `limit`, and
/// `.interrupted` once the descriptor `interrupt` is readable; the thread is then left to end by itself.
package func resolve(
    _ name: String, within limit: Duration, interrupt: Int32?, asking lookUp: @escaping LookUp = lookUp
) throws(ResolverError) -> [String] {
    let question = try Question(name, lookUp)
    let began = ContinuousClock.now
    try question.ask()
    switch wait(for: question.answered, or: interrupt, until: began + limit) {
    case .answered: return try question.answer
    case .interrupted:
        throw ResolverError(.interrupted, "interrupted after \(tenths(of: .now - began)) s of waiting for the resolver")
    case .timedOut:
        throw ResolverError(.timedOut, "the resolver did not answer within \(tenths(of: limit)) seconds")
    }
}

/// One look-up in a thread of its own.
private final class Question: Sendable {
    private let name: String
    private let lookUp: LookUp
    private let result = Mutex<Result<[String], ResolverError>?>(nil)
    /// Readable once there is an answer.
    let answered: Int32
    private let end: Int32

    init(_ name: String, _ lookUp: @escaping LookUp) throws(ResolverError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw Self.failure(errno) }
        for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        (answered, end) = (ends[0], ends[1])
        self.name = name
        self.lookUp = lookUp
    }

    deinit {
        close(answered)
        close(end)
    }

    var answer: [String] {
        get throws(ResolverError) {
            guard let result = result.withLock({ $0 }) else { return [] }
            return try result.get()
        }
    }

    /// Starts the thread, which keeps this object as long as it needs it.
    func ask() throws(ResolverError) {
        var (thread, attributes) = (pthread_t(), pthread_attr_t())
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let kept = unsafe Unmanaged.passRetained(self)
        let status = unsafe pthread_create(
            &thread, &attributes,
            { context in
                guard let context = unsafe context else { return nil }
                unsafe Unmanaged<Question>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, kept.toOpaque())
        guard status == 0 else {
            unsafe kept.release()
            throw Self.failure(status)
        }
    }

    private func run() {
        let found = Result { () throws(ResolverError) in try lookUp(name) }
        result.withLock { $0 = found }
        var byte: UInt8 = 1
        _ = unsafe write(end, &byte, 1)
    }

    private static func failure(_ number: Int32) -> ResolverError {
        ResolverError(.failed, unsafe String(cString: strerror(number)))
    }
}

private enum Waited { case answered, interrupted, timedOut }

private func wait(for answered: Int32, or interrupt: Int32?, until end: ContinuousClock.Instant) -> Waited {
    while true {
        let left = ((end - .now) / .milliseconds(1)).rounded(.up)
        var polled = [
            pollfd(fd: answered, events: Int16(POLLIN), revents: 0),
            pollfd(fd: interrupt ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = unsafe poll(&polled, 2, Int32(max(0, min(left, 1e9))))
        if polled[0].revents != 0 { return .answered }
        if polled[1].revents != 0 { return .interrupted }
        if left <= 0 { return .timedOut }
    }
}

private func tenths(of time: Duration) -> Double { (time / .milliseconds(100)).rounded() / 10 }
