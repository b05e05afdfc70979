internal import PostgresClient
internal import Text

/// The time zones that PostgreSQL lists, and what their clocks are called.
///
/// PostgreSQL also accepts abbreviations and POSIX strings, with an unexpected meaning: in `AT TIME ZONE`, `CET` is an hour
/// ahead of UTC in summer, too, `IST` is Israel's, and `UTC+2` lies west of Greenwich.
struct ZoneNames {
    /// Each name, and the abbreviations of its clock in winter and in summer.
    private let clocks: [(name: String, abbreviations: Set<String>)]
    private let abbreviations: Set<String>

    /// The setting holds for this statement alone, or for the transaction around it, which a failure ends.
    init(_ connection: Connection) throws {
        let abbreviation = { (day: String) in
            "to_char('2026-\(day)T12:00Z'::timestamptz, CASE WHEN set_config('TimeZone', name, TRUE) <> '' THEN 'TZ' END)"
        }
        let rows = try connection.query(
            """
            SELECT name, \(abbreviation("01-15")) AS january, \(abbreviation("07-15")) AS july FROM pg_timezone_names
            WHERE name !~ '^(posix|right)/'
            """)
        clocks = try rows.map { (try $0.text("name"), [try $0.text("january"), try $0.text("july")]) }
            .sorted { $0.0 < $1.0 }
        let listed = try connection.query("SELECT abbrev FROM pg_timezone_abbrevs").compactMap { $0["abbrev"] }
        abbreviations = Set(listed).union(clocks.flatMap(\.abbreviations))
    }

    /// What is wrong with a zone; nil: it is a place, or UTC.
    func mistake(_ zone: String) -> String? {
        let isListed = clocks.contains { $0.name.lowercased() == zone.lowercased() }
        if isListed, Self.looksLikePlace(zone), !abbreviations.contains(zone.uppercased()) { return nil }
        let places = places(meantBy: zone)
        if !places.isEmpty {
            let more = places.count > 5 ? ", …" : ""
            return "\(zone) is no place, and may differ from the places that are meant for half of the year: write "
                + places.prefix(5).joined(separator: ", ") + more
        }
        if isListed { return "\(zone) is no place: write UTC or a name such as Europe/Berlin" }
        let known = clocks.map(\.name).filter { Self.looksLikePlace($0) && !abbreviations.contains($0) }
        let hint = didYouMean(zone, among: known, otherwise: ": write UTC or a name such as Europe/Berlin")
        return "there is no time zone \(zone)\(hint)"
    }

    /// The places whose clock has the abbreviation with which a zone begins; the best known come first.
    private func places(meantBy zone: String) -> [String] {
        for prefix in ["posix/", "right/"] where zone.lowercased().hasPrefix(prefix) {
            let name = String(zone.dropFirst(prefix.count))
            return clocks.map(\.name).filter { $0 == name && Self.looksLikePlace(name) }
        }
        let letters = zone.prefix { $0.isLetter }.uppercased()
        let rest = zone.dropFirst(letters.count)
        let isOffset = !rest.allSatisfy(\.isNumber) && !rest.contains(where: \.isLetter)
        guard !isOffset, !Self.isUTC(letters) else { return [] }
        let found = clocks.filter { clock in
            clock.abbreviations.contains(letters) && clock.name.contains("/") && Self.looksLikePlace(clock.name)
        }.map(\.name)
        return (letters == "GMT" ? ["UTC"] : []) + Self.bestKnown.filter(found.contains)
            + found.filter { !Self.bestKnown.contains($0) }
    }

    private static let bestKnown = [
        "Europe/Berlin", "Europe/Paris", "Europe/London", "Europe/Athens", "Europe/Helsinki", "America/New_York",
        "America/Chicago", "America/Denver", "America/Los_Angeles", "Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin",
        "Asia/Shanghai", "Australia/Sydney",
    ]

    /// Whether it is one of the names of UTC.
    static func isUTC(_ zone: String) -> Bool {
        let name = zone.lowercased()
        return ["utc", "uct", "universal", "zulu"].contains(name.hasPrefix("etc/") ? String(name.dropFirst(4)) : name)
    }

    /// Whether it is written like a place: no offset, and no name of an offset.
    static func looksLikePlace(_ zone: String) -> Bool {
        let name = zone.lowercased()
        return !name.contains(where: \.isNumber) && !["factory", "localtime", "posixrules"].contains(name)
            && !["posix/", "right/", "etc/", "systemv/"].contains(where: name.hasPrefix)
    }
}
