internal import LedgerSQL

/// A route with the ledger's number for it.
struct NumberedRoute: Equatable {
    let id: Int
    let identity: RouteIdentity
}
