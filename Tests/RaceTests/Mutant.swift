import Testing

/// The design, broken in one place.
enum Mutant: String, CaseIterable, CustomTestStringConvertible {
    case readCommitted = "READ COMMITTED instead of REPEATABLE READ"
    case checkpointFirst = "the checkpoint is committed before the comparison"
    case noMargin = "no margin, and the CMS's clock lags"
    case twoLogWriters = "the log is written by two at once"
    case visibleInSnapshot = "young is what pg_visible_in_snapshot(xmin) does not see"
    case youngerThanXmax = "young is what is not older than the snapshot's xmax"
    case deletesIgnored = "deletes are ignored"
    case datesIgnored = "next_due is ignored"

    var testDescription: String { rawValue }

    /// How the proxy breaks it; `noMargin` needs no proxy, the margin being a parameter.
    var tampering: Tampering {
        switch self {
        case .readCommitted:
            replacing("ISOLATION LEVEL REPEATABLE READ", by: "ISOLATION LEVEL READ COMMITTED")
        case .checkpointFirst:
            Tampering(before: (prefix: "WITH candidate AS MATERIALIZED", sql: Self.moveCheckpoint))
        case .noMargin:
            Tampering()
        case .twoLogWriters:
            replacing("FROM freshen.checkpoint FOR UPDATE", by: "FROM freshen.checkpoint")
        case .visibleInSnapshot:
            Tampering { text in
                text.replacing(#/\(age\((\w+)\.xmin\) <= \(SELECT age\((\$\d+)::xid\)\) AND age\(\w+\.xmin\) >= 0\)/#) {
                    match in
                    "(NOT pg_visible_in_snapshot(\(match.1).xmin::text::xid8, (SELECT snapshot FROM freshen.checkpoint))"
                        + " AND \(match.2)::xid IS NOT NULL)"
                }
            }
        case .youngerThanXmax:
            replacing("coalesce(pg_snapshot_xmin(c.snapshot)", by: "coalesce(pg_snapshot_xmax(c.snapshot)")
        case .deletesIgnored:
            replacing("FULL JOIN", by: "LEFT JOIN")
        case .datesIgnored:
            Tampering { text in
                text.replacing(#/(known\.)?next_due <= (\$\d+)::timestamptz/#) { "\($0.0) AND FALSE" }
            }
        }
    }

    private func replacing(_ one: String, by other: String) -> Tampering {
        Tampering { $0.replacing(one, with: other) }
    }

    /// Moves the checkpoint as a look does at its end, in a transaction that commits before anything is compared.
    private static let moveCheckpoint = """
        DO $$
        DECLARE
            oid text;
            number bigint;
            counted jsonb := '{}';
        BEGIN
            FOR oid IN SELECT jsonb_object_keys(counts) FROM freshen.checkpoint LOOP
                EXECUTE format('SELECT count(*) FROM %s', oid::oid::regclass) INTO number;
                counted := counted || jsonb_build_object(oid, number);
            END LOOP;
            UPDATE freshen.checkpoint SET snapshot = pg_current_snapshot(), counts = counted,
              database_identity = regexp_replace(database_identity, '\\d+$', pg_current_xact_id()::xid::text);
        END $$;
        COMMIT;
        BEGIN ISOLATION LEVEL REPEATABLE READ;
        SET LOCAL TimeZone = 'UTC';
        SELECT FROM freshen.checkpoint FOR UPDATE;
        """
}
