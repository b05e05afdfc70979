internal import Glibc
internal import Synchronization

/// How a wait for a value ended.
package enum Awaited<Value: Sendable>: Sendable {
    case value(Value)
    case timedOut
    /// The interrupt came first.
    case interrupted
}

/// A value that is computed in a thread of its own.
///
/// Nobody has to wait for it: a thread that blocks for long is left to end by itself, or with the process.
package final class Background<Value: Sendable>: Sendable {
    private let cell: Cell<Value>
    private let interrupt: Int32?
    private let began = ContinuousClock.now

    /// Starts to compute; once the descriptor `interrupt` is readable, no wait goes on.
    ///
    /// Where the system has no more threads or descriptors, the value is computed before this returns.
    package init(interrupt: Int32?, _ body: @escaping @Sendable () -> Value) {
        self.interrupt = interrupt
        let cell = Cell<Value>()
        self.cell = cell
        let isStarted = cell.isUsable && startThread { cell.set(body()) }
        if !isStarted { cell.set(body()) }
    }

    /// A value that is there already.
    package init(now value: Value) {
        interrupt = nil
        cell = Cell(value)
    }

    /// The time since it was started.
    package var age: Duration { .now - began }

    /// Waits for the value, until an instant at most.
    package func value(until end: ContinuousClock.Instant) -> Awaited<Value> {
        while true {
            if let value = cell.value { return .value(value) }
            let left = ((end - .now) / .milliseconds(1)).rounded(.up)
            var polled = [
                pollfd(fd: cell.isSet, events: Int16(POLLIN), revents: 0),
                pollfd(fd: interrupt ?? -1, events: Int16(POLLIN), revents: 0),
            ]
            _ = unsafe poll(&polled, 2, Int32(max(0, min(left, 1e9))))
            if polled[0].revents != 0 { continue }
            if polled[1].revents != 0 { return .interrupted }
            if left <= 0 { return .timedOut }
        }
    }
}

/// What a thread hands over: a value, and a descriptor that is readable once it is set.
private final class Cell<Value: Sendable>: Sendable {
    private let held = Mutex<Value?>(nil)
    let isSet: Int32
    private let end: Int32

    /// Holds a value; there is no descriptor.
    init(_ value: Value) {
        (isSet, end) = (-1, -1)
        held.withLock { $0 = value }
    }

    init() {
        var ends: [Int32] = [-1, -1]
        if unsafe pipe(&ends) == 0 {
            for descriptor in ends { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
        (isSet, end) = (ends[0], ends[1])
    }

    deinit {
        guard isUsable else { return }
        close(isSet)
        close(end)
    }

    var isUsable: Bool { isSet >= 0 }
    var value: Value? { held.withLock { $0 } }

    func set(_ value: Value) {
        held.withLock { $0 = value }
        var byte: UInt8 = 1
        if isUsable { _ = unsafe write(end, &byte, 1) }
    }
}
