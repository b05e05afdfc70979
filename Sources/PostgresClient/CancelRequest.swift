internal import Background
internal import CPostgres

/// The request to cancel the statement that runs on a connection, sent from a thread of its own.
///
/// `PQcancel` opens a connection and blocks, on a dead network until TCP gives up.
@safe final class CancelRequest: @unchecked Sendable {
    private let cancel: OpaquePointer

    private init(owning cancel: OpaquePointer) {
        unsafe self.cancel = cancel
    }

    deinit {
        unsafe PQfreeCancel(cancel)
    }

    /// Sends the request, and waits for the server's answer for at most a second.
    ///
    /// The caller closes the connection in any case, so a failure changes nothing.
    static func send(for handle: OpaquePointer) {
        guard let cancel = unsafe PQgetCancel(handle) else { return }
        let request = unsafe CancelRequest(owning: cancel)
        _ = Background(interrupt: nil) { request.send() }.value(until: .now + .seconds(1))
    }

    private func send() {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
            _ = unsafe PQcancel(cancel, message.baseAddress, Int32(message.count))
        }
    }
}
