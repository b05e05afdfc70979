import Freshen
import Testing

/// `$NOW` against one value, looked at from several instants.
@Suite(.timeLimit(.minutes(10))) struct NowTests {
    /// An instant, whether the item is visible then, and its next date: an instant, `-` for none, `?` for not checked.
    typealias Glance = (at: String, visible: Bool, due: String)

    private func check(
        _ type: String, zone: String = "UTC", _ value: String, _ condition: String, _ glances: [Glance]
    ) throws {
        let bench = try Bench("CREATE TABLE t (id int PRIMARY KEY, c \(type)); INSERT INTO t VALUES (1, '\(value)')")
        let source = try #require(try bench.sources("t: { zone: \(zone), visible: { c: \(condition) } }").first)
        var previous: Item?
        let instants = glances.map { ($0, Instant(rfc3339: $0.at)) }
        for ((at, visible, due), instant) in instants.sorted(by: {
            ($0.1?.microseconds ?? 0) < ($1.1?.microseconds ?? 0)
        }) {
            let item = try #require(try bench.items(source, Window(at: at))["1"])
            let what: Comment = "\(type) \(value) in \(zone) \(condition) at \(at)"
            #expect(item.visible == visible, what)
            if let before = previous, before.visible != visible {
                #expect(try #require(before.due, what) <= #require(instant), what)
            }
            previous = item
            guard due != "?" else { continue }
            #expect(item.due == Instant(rfc3339: due), what)
        }
    }

    private let before = "2026-05-01T09:59:59.999999Z"
    private let exactly = "2026-05-01T10:00:00Z"
    private let after = "2026-05-01T10:00:00.000001Z"

    @Test func `each operator at the exact instant and a microsecond around it`() throws {
        let reached = { (early: Bool) -> [Glance] in
            [(self.before, early, self.exactly), (self.exactly, !early, "-"), (self.after, !early, "-")]
        }
        let left = { (early: Bool) -> [Glance] in
            [(self.before, early, self.after), (self.exactly, early, self.after), (self.after, !early, "-")]
        }
        let met = { (early: Bool) -> [Glance] in
            [(self.before, early, self.exactly), (self.exactly, !early, self.after), (self.after, early, "-")]
        }
        for (condition, glances) in [
            ("{ _lte: $NOW }", reached(false)), ("{ _gt: $NOW }", reached(true)),
            ("{ _lt: $NOW }", left(false)), ("{ _gte: $NOW }", left(true)),
            ("$NOW", met(false)), ("{ _eq: $NOW }", met(false)), ("{ _neq: $NOW }", met(true)),
            ("{ _in: [$NOW, 2000-01-01] }", met(false)), ("{ _nin: [2000-01-01, $NOW] }", met(true)),
            ("{ _between: [2000-01-01, $NOW] }", reached(false)), ("{ _between: \"$NOW,2030-01-01\" }", left(true)),
            ("{ _nbetween: [2000-01-01, $NOW] }", reached(true)), ("{ _nbetween: [$NOW, 2030-01-01] }", left(false)),
        ] as [(String, [Glance])] {
            try check("timestamptz", "2026-05-01T10:00Z", condition, glances)
            try check("timestamp", "2026-05-01 10:00", condition, glances)
        }
    }

    @Test func `between two instants that depend on the time`() throws {
        try check(
            "timestamptz", "2026-05-01T10:00Z", "{ _between: [$NOW(-1 hour), $NOW(+1 hour)] }",
            [
                ("2026-05-01T08:59:59.999999Z", false, "2026-05-01T09:00Z"),
                ("2026-05-01T09:00Z", true, "2026-05-01T11:00:00.000001Z"),
                ("2026-05-01T11:00Z", true, "2026-05-01T11:00:00.000001Z"),
                ("2026-05-01T11:00:00.000001Z", false, "-"),
            ])
    }

    @Test func `shifts by days and hours`() throws {
        for (shift, flip) in [
            ("-1 day", "2026-05-02T10:00"), ("+1 day", "2026-04-30T10:00"), ("+2 hours", "2026-05-01T08:00"),
            ("-90 minutes", "2026-05-01T11:30"), ("-1.5 hours", "2026-05-01T11:30"), ("-1 week", "2026-05-08T10:00"),
        ] {
            for type in ["timestamptz", "timestamp"] {
                try check(
                    type, "2026-05-01 10:00", "{ _lte: \"$NOW(\(shift))\" }",
                    [(flip + ":00Z", true, "-"), ("2026-04-01T00:00Z", false, flip + "Z")])
                try check(type, "2026-05-01 10:00", "{ _gt: \"$NOW(\(shift))\" }", [(flip + ":00Z", false, "-")])
            }
        }
    }

    @Test func `months of different length`() throws {
        // $NOW(-1 month) is the 28th of February on each day from the 28th to the 31st of March.
        try check(
            "timestamptz", "2026-02-28T12:00Z", "{ _lte: $NOW(-1 month) }",
            [
                ("2026-03-28T11:59:59Z", false, "?"), ("2026-03-28T12:00Z", true, "?"),
                ("2026-03-29T00:00Z", false, "?"),
                ("2026-03-31T11:00Z", false, "?"), ("2026-03-31T12:00Z", true, "?"), ("2026-04-01T00:00Z", true, "?"),
                ("2026-04-02T00:00Z", true, "-"), ("2026-03-01T00:00Z", false, "2026-03-24T12:00Z"),
            ])
        try check(
            "timestamp", "2026-01-31T00:00", "{ _lte: $NOW(+1 month) }",
            [("2025-12-30T23:59Z", false, "?"), ("2025-12-31T00:00Z", true, "?"), ("2026-01-10T00:00Z", true, "-")])
        try check(
            "date", "2024-02-29", "{ _eq: $NOW(-1 year) }",
            [("2025-02-28T12:00Z", false, "?"), ("2025-03-01T00:00Z", false, "?")])
        try check(
            "date", "2023-02-28", "{ _eq: $NOW(-1 year) }",
            [("2024-02-28T12:00Z", true, "?"), ("2024-02-29T12:00Z", true, "?"), ("2024-03-01T00:00Z", false, "?")])
    }

    @Test func `a dateTime without zone is compared with the wall clock of the CMS`() throws {
        try check(
            "timestamp", "2026-10-25 02:30", "{ _lte: $NOW }",
            [("2026-10-25T02:29:59Z", false, "2026-10-25T02:30Z"), ("2026-10-25T02:30Z", true, "-")])
        // Europe/Berlin shows 02:00 to 03:00 twice: at 00:00Z and at 01:00Z.
        try check(
            "timestamp", zone: "Europe/Berlin", "2026-10-25 02:30", "{ _lte: $NOW }",
            [
                ("2026-10-25T00:29:59.999999Z", false, "?"), ("2026-10-25T00:30Z", true, "?"),
                ("2026-10-25T01:00Z", false, "?"), ("2026-10-25T01:29:59Z", false, "?"),
                ("2026-10-25T01:30Z", true, "?"), ("2026-10-26T00:00Z", true, "-"),
            ])
        // In March it never shows 02:30.
        try check(
            "timestamp", zone: "Europe/Berlin", "2026-03-29 02:30", "{ _lte: $NOW }",
            [("2026-03-29T00:59:59.999999Z", false, "?"), ("2026-03-29T01:00Z", true, "?")])
        try check(
            "timestamp", zone: "Europe/Berlin", "2026-07-01 12:00", "{ _lte: $NOW(-1 day) }",
            [("2026-07-02T09:59:59Z", false, "?"), ("2026-07-02T10:00Z", true, "?"), ("2026-07-03T00:00Z", true, "-")])
    }

    @Test func `days and weeks are those of the calendar where the clock changes`() throws {
        // Berlin's clock is set back on the 25th of October 2026 and forward on the 29th of March.
        for (value, shift, flip) in [
            ("2026-10-24T12:00Z", "-1 day", "2026-10-25T13:00"), ("2026-10-20T12:00Z", "-1 week", "2026-10-27T13:00"),
            ("2026-03-28T12:00Z", "-1 day", "2026-03-29T11:00"), ("2026-03-24T12:00Z", "-1 week", "2026-03-31T11:00"),
            ("2026-10-25T13:00Z", "+1 day", "2026-10-24T12:00"), ("2026-03-29T11:00Z", "+1 day", "2026-03-28T12:00"),
        ] {
            try check(
                "timestamptz", zone: "Europe/Berlin", value, "{ _gt: \"$NOW(\(shift))\" }",
                [
                    ("2026-01-01T00:00Z", true, "?"), (flip + ":00Z", false, "?"), ("2026-12-31T00:00Z", false, "-"),
                ])
            let early = try #require(Instant(rfc3339: flip + ":00Z")) + .microseconds(-1)
            try check(
                "timestamptz", zone: "Europe/Berlin", value, "{ _gt: \"$NOW(\(shift))\" }",
                [(early.description, true, "?")])
        }
    }

    @Test func `an item that was visible in an hour that the clock showed twice may have flipped`() throws {
        let bench = try Bench(
            "CREATE TABLE t (id int PRIMARY KEY, c timestamp); INSERT INTO t VALUES (1, '2026-10-25 02:57')")
        let source = try #require(try bench.sources("t: { zone: Europe/Berlin, visible: { c: { _lte: $NOW } } }").first)
        // Visible from 02:57 to 03:00 of summer time, which is 02:00 of winter time.
        let window = Window(at: "2026-10-25T01:10Z", low: "2026-10-25T00:55Z", high: "2026-10-25T01:10Z")
        let item = try #require(try bench.items(source, window)["1"])
        #expect(!item.visible && item.maybeFlipped)
        let later = Window(at: "2026-10-25T01:20Z", low: "2026-10-25T01:11Z", high: "2026-10-25T01:20Z")
        #expect(try bench.items(source, later)["1"]?.maybeFlipped == false)
    }

    @Test func `a day is reached at its start and left at the start of the next`() throws {
        let (start, end) = ("2026-05-02T00:00:00Z", "2026-05-03T00:00:00Z")
        let (eve, night) = ("2026-05-01T23:59:59.999999Z", "2026-05-02T23:59:59.999999Z")
        for (condition, glances) in [
            ("{ _lte: $NOW }", [(eve, false, start), (start, true, "-")]),
            ("{ _gt: $NOW }", [(eve, true, start), (start, false, "-")]),
            ("{ _lt: $NOW }", [(start, false, end), (night, false, end), (end, true, "-")]),
            ("{ _gte: $NOW }", [(night, true, end), (end, false, "-")]),
            ("{ _eq: $NOW }", [(eve, false, start), (start, true, end), (night, true, end), (end, false, "-")]),
            ("{ _lte: $NOW(-1 day) }", [(night, false, end), (end, true, "-")]),
        ] as [(String, [Glance])] {
            try check("date", "2026-05-02", condition, glances)
        }
        try check(
            "date", zone: "Europe/Berlin", "2026-05-02", "{ _eq: $NOW }",
            [
                ("2026-05-01T21:59:59.999999Z", false, "?"), ("2026-05-01T22:00Z", true, "?"),
                ("2026-05-02T21:59:59.999999Z", true, "?"), ("2026-05-02T22:00Z", false, "?"),
            ])
    }

    @Test(arguments: ["timestamptz", "timestamp", "date"])
    func `values that are never reached have no date`(type: String) throws {
        for (value, isPast) in [
            ("infinity", false), ("-infinity", true), ("0044-03-15 BC", true), ("294276-12-31", false),
            ("4713-01-01 BC", true), ("9999-12-31", false),
        ] {
            for (shift, zone) in [
                ("", "UTC"), ("(-1 month)", "UTC"), ("(+1 day)", "Europe/Berlin"), ("(-999 years)", "Europe/Berlin"),
            ] {
                try check(
                    type, zone: zone, value, "{ _lt: \"$NOW\(shift)\" }", [("2026-05-01T10:00Z", isPast, "-")])
            }
        }
    }

    @Test func `short forms: a missing date of publication hides, a missing one of expiry does not`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, p timestamptz, e timestamp);
            INSERT INTO t VALUES (1, NULL, NULL), (2, '2026-05-01', NULL), (3, '2026-05-01', '2026-05-02 00:00')
            """)
        let yaml = "t: { publish_at: p, expire_at: { field: e, zone: UTC } }"
        #expect(try bench.visible(yaml, at: "2026-04-30T23:59:59.999999Z") == "")
        #expect(try bench.visible(yaml, at: "2026-05-01T00:00Z") == "2 3")
        #expect(try bench.visible(yaml, at: "2026-05-01T23:59:59.999999Z") == "2 3")
        #expect(try bench.visible(yaml, at: "2026-05-02T00:00Z") == "2")
        let dues = try bench.items(yaml, at: "2026-04-30T00:00Z").mapValues { $0.due?.description }
        #expect(dues == ["1": nil, "2": "2026-05-01T00:00:00Z", "3": "2026-05-01T00:00:00Z"])
    }

    @Test func `a field's own zone takes precedence over its collection's`() throws {
        let bench = try Bench(
            """
            CREATE TABLE t (id int PRIMARY KEY, p timestamp, e timestamp);
            INSERT INTO t VALUES (1, '2026-07-01 12:00', '2026-07-01 18:00')
            """)
        let yaml = "t: { zone: UTC, publish_at: { field: p, zone: Europe/Berlin }, expire_at: e }"
        #expect(try bench.visible(yaml, at: "2026-07-01T09:59:59.999999Z") == "")
        #expect(try bench.visible(yaml, at: "2026-07-01T10:00Z") == "1")
        #expect(try bench.visible(yaml, at: "2026-07-01T17:59:59.999999Z") == "1")
        #expect(try bench.visible(yaml, at: "2026-07-01T18:00Z") == "")
    }

    @Test func `a collection's zone applies to the rows that its rule reaches`() throws {
        let bench = try Bench(
            """
            CREATE TABLE a (id int PRIMARY KEY, c timestamp); CREATE TABLE t (id int PRIMARY KEY, a int REFERENCES a);
            INSERT INTO a VALUES (1, '2026-07-01 12:00'); INSERT INTO t VALUES (1, 1)
            """)
        let rule = "t: { zone: Europe/Berlin, visible: { a: { c: { _lte: $NOW } } } }"
        #expect(try bench.visible(rule, at: "2026-07-01T10:00Z") == "1")
        #expect(try bench.visible(rule + "\na: { zone: UTC }", at: "2026-07-01T10:00Z") == "")
    }
}
