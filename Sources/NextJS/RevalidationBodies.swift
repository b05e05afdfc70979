internal import Freshen

/// The request bodies for one list of entries, each encoded once for all pods that are sent the same.
final class RevalidationBodies {
    let stale: [Stale]
    private var encoded: [Range<Int>: [UInt8]] = [:]

    init(_ stale: [Stale]) {
        self.stale = stale
    }

    func json(of part: Range<Int>) throws -> [UInt8] {
        if let body = encoded[part] { return body }
        let body = try RevalidationBody(stale[part]).json()
        encoded[part] = body
        return body
    }
}
