internal import Glibc
internal import Synchronization

/// Shows the current step of a long run in a terminal, on one line that is overwritten; nothing in the first second.
///
/// A separate thread writes the line, because the run itself may be waiting for a long statement.
final class Progress: Sendable {
    private struct State {
        var step = ""
        var isShown = false
    }

    private let state = Mutex(State())

    /// Shows nothing where stderr is no terminal.
    init() {
        guard System.isTerminal else { return }
        var thread = pthread_t()
        let watcher = unsafe Unmanaged.passRetained(self)
        unsafe pthread_create(&thread, nil, { unsafe watch($0) }, watcher.toOpaque())
        pthread_detach(thread)
    }

    func show(_ step: String) { state.withLock { $0.step = step } }

    /// Removes the line, before anything else is printed; the next step shows it again.
    func clear() {
        state.withLock { state in
            if state.isShown { write("\r\u{1B}[K") }
            state = State()
        }
    }

    /// Writes the step, if there is one.
    fileprivate func tick() {
        state.withLock { state in
            guard !state.step.isEmpty else { return }
            state.isShown = true
            write("\r\u{1B}[K\(state.step) …")
        }
    }
}

private func watch(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let pointer = unsafe pointer else { return nil }
    let progress = unsafe Unmanaged<Progress>.fromOpaque(pointer).takeRetainedValue()
    sleep(1)
    while true {
        progress.tick()
        usleep(250_000)
    }
}

private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
}
