internal import Freshen
internal import PostgresClient

/// Refuses time zones that are no place and not UTC.
struct ZoneCheck {
    let connection: Connection

    /// Checks every zone that the rules name, in the order of the file.
    func check(_ rules: [CollectionRule]) throws {
        let zones = Set(rules.flatMap { [$0.zone].compactMap { $0 } + $0.visible.zones })
        for zone in zones.sorted(by: { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) }) {
            try check(zone)
        }
    }

    /// Reading all names takes longer than trying one, which is enough for what is written like `Europe/Berlin`.
    private func check(_ zone: Placed<String>) throws {
        let isClear = ZoneNames.isUTC(zone.value) || zone.value.contains("/") && ZoneNames.looksLikePlace(zone.value)
        if isClear, try isZone(zone.value) { return }
        let names = try ZoneNames(connection)
        if let mistake = names.mistake(zone.value) { throw Failure.configuration(mistake, at: zone.place) }
    }

    private func isZone(_ name: String) throws -> Bool {
        do {
            return try !connection.query("SELECT now() AT TIME ZONE $1::text", [name]).isEmpty
        } catch  where error.sqlState == .invalidParameterValue {
            return false
        }
    }
}

extension Filter {
    fileprivate var zones: [Placed<String>] {
        switch self {
        case .and(let parts), .or(let parts): parts.flatMap(\.zones)
        case .under(_, let inner), .some(_, let inner), .none(_, let inner): inner.zones
        case .compare(let comparison): [comparison.zone].compactMap { $0 }
        }
    }
}
