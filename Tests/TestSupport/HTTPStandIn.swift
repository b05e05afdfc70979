private import Glibc

/// An HTTP server on 127.0.0.1 whose answers, including faults, a test decides.
///
/// It stops when the last reference to it is released, even if clients are connected.
package final class HTTPStandIn: Sendable {
    private let core: StandInCore

    /// Starts the server; the handler is called for each request on the connection's thread.
    package init(_ handler: @escaping @Sendable (RequestSeen) -> Behaviour) throws {
        core = try StandInCore(handler)
        try core.start()
    }

    deinit {
        core.stop()
    }

    /// The port that the system has assigned.
    package var port: UInt16 { core.port }
    /// The server's URL without a slash at the end.
    package var url: String { "http://127.0.0.1:\(port)" }
    /// The requests received until now, in order.
    package var requests: [RequestSeen] { core.requests }
    /// The number of connections accepted until now.
    package var connections: Int { core.connections }
}
