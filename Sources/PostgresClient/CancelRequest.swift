internal import CPostgres
internal import Glibc

/// The request to give up the statement that runs on a connection, sent from a thread of its own.
///
/// `PQcancel` opens a connection and blocks, on a dead network for as long as TCP tries. The thread therefore owns
/// all that it touches, so that nobody has to wait for its end.
final class CancelRequest {
    private let cancel: OpaquePointer
    private let done: Int32

    private init(owning cancel: OpaquePointer, done: Int32) {
        self.cancel = cancel
        self.done = done
    }

    deinit {
        PQfreeCancel(cancel)
        close(done)
    }

    /// Asks the server to cancel, and stays until it has, but no longer than a second.
    static func send(for handle: OpaquePointer) {
        var ends: [Int32] = [-1, -1]
        guard let cancel = PQgetCancel(handle) else { return }
        guard pipe(&ends) == 0 else { return PQfreeCancel(cancel) }
        defer { close(ends[0]) }
        guard CancelRequest(owning: cancel, done: ends[1]).start() else { return }
        // Over when the thread closes its end; cancelling is a courtesy, and its failure changes nothing.
        _ = try? Wait(limit: .seconds(1), interrupt: nil)(POLLIN, on: ends[0])
    }

    private func start() -> Bool {
        var thread = pthread_t()
        let request = Unmanaged.passRetained(self)
        let status = pthread_create(&thread, nil, { CancelRequest.run($0) }, request.toOpaque())
        guard status == 0 else {
            request.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        let request = Unmanaged<CancelRequest>.fromOpaque(context).takeRetainedValue()
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
            _ = PQcancel(request.cancel, message.baseAddress, Int32(message.count))
        }
        return nil
    }
}
