internal import LedgerSQL

/// A route with the ledger's number for it.
struct NumberedRoute: Equatable {
    let id: Int
    let identity: RouteIdentity
}

extension SQL {
    /// Routes as rows of id, kind and text.
    static func rows(of routes: [NumberedRoute]) -> SQL {
        guard !routes.isEmpty else { return "(SELECT 0, '', '' WHERE FALSE)" }
        let rows = routes.map { route -> SQL in
            "(\(number: route.id), \(bind: route.identity.kind.rawValue)::text, \(bind: route.identity.text)::text)"
        }
        return "(VALUES " + rows.joined(", ") + ")"
    }
}
