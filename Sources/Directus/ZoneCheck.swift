internal import Freshen
internal import PostgresClient
internal import Text

/// Refuses time zones that PostgreSQL does not list.
struct ZoneCheck {
    let connection: Connection

    /// Checks every zone that the rules name, in the order of the file.
    func check(_ rules: [CollectionRule]) throws {
        let zones = Set(rules.flatMap { [$0.zone].compactMap { $0 } + $0.visible.zones })
        for zone in zones.sorted(by: { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) }) {
            try check(zone)
        }
    }

    /// PostgreSQL also accepts unlisted zones, with an unexpected meaning: `UTC+2` lies west of Greenwich.
    ///
    /// Reading the list takes a fifth of a second, so a name without digits is first tried without it.
    private func check(_ zone: Placed<String>) throws {
        if !zone.value.contains(where: \.isNumber), try isZone(zone.value) { return }
        let names = try connection.query("SELECT name FROM pg_timezone_names").compactMap { $0["name"] }
        guard !names.contains(where: { $0.lowercased() == zone.value.lowercased() }) else { return }
        let hint = didYouMean(zone.value, among: names, otherwise: ": write UTC or a name such as Europe/Berlin")
        throw Failure.configuration("there is no time zone \(zone.value)\(hint)", at: zone.place)
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
