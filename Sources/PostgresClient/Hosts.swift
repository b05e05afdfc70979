internal import CPostgres

/// The hosts of a connection and the addresses of their names, which are tried one after the other.
///
/// libpq tries them, too, but without blocking it observes no `connect_timeout`: a host that accepts a connection and is
/// silent would take all the time.
struct Hosts {
    typealias Pair = (keyword: String, value: String)

    /// The settings that differ from host to host; one empty list where libpq is to decide.
    let overrides: [[Pair]]
    /// `connect_timeout`, the most that one host may take; nil: there is none.
    let limit: Duration?
    private let values: [String: String]

    /// Reads the settings as libpq completes them from its environment and its service file; connects to nothing.
    ///
    /// libpq returns these settings of an attempt only, so one is made that cannot begin: it has a wrong `sslmode`.
    init(_ pairs: [Pair]) throws(PostgresError) {
        var values: [String: String] = [:]
        let handle = unsafe startConnecting(pairs + [("sslmode", "none: only the settings are read")])
        let options = unsafe PQconninfo(handle)
        var next = unsafe options
        while let option = unsafe next, let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe values[String(cString: keyword)] = unsafe String(cString: value)
            }
            unsafe next = option + 1
        }
        unsafe PQconninfoFree(options)
        unsafe PQfinish(handle)
        try self.init(values)
    }

    init(_ values: [String: String]) throws(PostgresError) {
        self.values = values
        let timeout = values["connect_timeout"] ?? "0"
        // libpq checks it only where it blocks.
        guard let seconds = Int(timeout) else {
            throw PostgresError(
                kind: .settings, message: "connect_timeout is \"\(timeout)\": correct it to whole seconds")
        }
        limit = seconds > 0 ? .seconds(seconds) : nil
        var entries = Self.entries(values)
        if values["load_balance_hosts"] == "random" { entries.shuffle() }
        if values["target_session_attrs"] == "prefer-standby", entries.count > 1 {
            entries =
                entries.map { $0 + [("target_session_attrs", "standby")] }
                + entries.map { $0 + [("target_session_attrs", "any")] }
        }
        overrides = entries
    }

    /// A setting; empty where there is none.
    subscript(keyword: String) -> String { values[keyword] ?? "" }

    /// The settings that differ from address to address of a host; one empty list where libpq is to decide.
    ///
    /// Throws where the name is not known. It is called just before the host is tried: a name server may be slow. libpq then
    /// looks up no name itself, for which it would block.
    func addresses(
        of override: [Pair], _ resolve: (String) throws(PostgresError) -> [String]
    ) throws(PostgresError) -> [[Pair]] {
        let own = Dictionary(override.map { ($0.keyword, $0.value) }) { $1 }
        // A list that does not fit the others is left to libpq.
        guard own["hostaddr"] ?? values["hostaddr"] == nil, let host = own["host"] ?? values["host"],
            !host.contains(","), !host.hasPrefix("/"), !host.isEmpty
        else { return [[]] }
        let addresses = try resolve(host)
        return addresses.isEmpty ? [[]] : addresses.map { [("hostaddr", $0)] }
    }

    /// Where the lists do not have the same length, libpq reports it.
    private static func entries(_ values: [String: String]) -> [[Pair]] {
        let lists = ["host", "hostaddr", "port"].map { name in
            (
                name,
                values[name].map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
            )
        }
        let count = max(lists[0].1.count, lists[1].1.count)
        guard count > 1, lists.allSatisfy({ [0, count].contains($0.1.count) || $0.0 == "port" && $0.1.count == 1 })
        else { return [[]] }
        return (0..<count).map { index in
            lists.compactMap { name, list in list.isEmpty ? nil : (name, list.count == 1 ? list[0] : list[index]) }
        }
    }
}

/// Starts a connection with these settings, of which a later one overrides an earlier one; nil: there is no memory.
func startConnecting(_ pairs: [Hosts.Pair]) -> OpaquePointer? {
    unsafe withCStrings(pairs.map(\.keyword) + [nil]) { keywords in
        unsafe withCStrings(pairs.map(\.value) + [nil]) { unsafe PQconnectStartParams(keywords, $0, 1) }
    }
}
