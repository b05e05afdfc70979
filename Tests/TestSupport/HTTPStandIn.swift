private import Glibc

/// A server on 127.0.0.1 that answers, hangs, resets and lies as a test tells it to.
///
/// It stops when the last reference to it is gone, whatever its clients do.
package final class HTTPStandIn: Sendable {
    private let core: StandInCore

    /// Starts a server; the handler is called on a thread for each connection.
    package init(_ handler: @escaping @Sendable (RequestSeen) -> Behaviour) throws {
        core = try StandInCore(handler)
        try core.start()
    }

    deinit {
        core.stop()
    }

    /// The port, which the system chose.
    package var port: UInt16 { core.port }
    /// The address without a slash at the end.
    package var url: String { "http://127.0.0.1:\(port)" }
    /// Every request until now, in the order of arrival.
    package var requests: [RequestSeen] { core.requests }
    /// How many connections were taken until now.
    package var connections: Int { core.connections }
}
