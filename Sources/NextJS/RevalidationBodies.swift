internal import Freshen

/// The requests' bodies for a list of what is stale, each written once for all pods that are owed the same.
final class RevalidationBodies {
    let stale: [Stale]
    private var written: [Range<Int>: [UInt8]] = [:]

    init(_ stale: [Stale]) {
        self.stale = stale
    }

    /// The body for a part of the list.
    func body(of batch: Range<Int>) throws -> [UInt8] {
        if let body = written[batch] { return body }
        let body = try RevalidationRequest(stale[batch]).body()
        written[batch] = body
        return body
    }
}
