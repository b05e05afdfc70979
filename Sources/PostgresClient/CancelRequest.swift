internal import CPostgres
internal import Glibc

/// The request to cancel the statement that runs on a connection, sent from a thread of its own.
///
/// `PQcancel` opens a connection and blocks, on a dead network until TCP gives up. The thread owns all that it uses, so
/// that nothing has to wait for its end.
@safe final class CancelRequest {
    private let cancel: OpaquePointer
    private let done: Int32

    private init(owning cancel: OpaquePointer, done: Int32) {
        unsafe self.cancel = cancel
        self.done = done
    }

    deinit {
        unsafe PQfreeCancel(cancel)
        close(done)
    }

    /// Sends the request, and waits for the server's answer for at most a second.
    static func send(for handle: OpaquePointer) {
        var ends: [Int32] = [-1, -1]
        guard let cancel = unsafe PQgetCancel(handle) else { return }
        guard unsafe pipe(&ends) == 0 else { return unsafe PQfreeCancel(cancel) }
        defer { close(ends[0]) }
        guard unsafe CancelRequest(owning: cancel, done: ends[1]).start() else { return }
        // The thread closes its end of the pipe when it is done. The caller closes the connection in any case, so a
        // failure to wait changes nothing.
        _ = try? Wait(limit: .seconds(1), interrupt: nil)(POLLIN, on: ends[0])
    }

    private func start() -> Bool {
        var thread = pthread_t()
        let request = unsafe Unmanaged.passRetained(self)
        let status = unsafe pthread_create(&thread, nil, { unsafe CancelRequest.run($0) }, request.toOpaque())
        guard status == 0 else {
            unsafe request.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context = unsafe context else { return nil }
        let request = unsafe Unmanaged<CancelRequest>.fromOpaque(context).takeRetainedValue()
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
            _ = unsafe PQcancel(request.cancel, message.baseAddress, Int32(message.count))
        }
        return nil
    }
}
