package import Freshen
internal import LedgerSQL
internal import PostgresClient

extension PostgresLedger {
    /// The distribution of an alias, if AWS was asked within `Retention.hoursOfAliases`.
    package func distribution(ofAlias alias: String) throws(Failure) -> String? {
        try translating {
            try session.rows(
                """
                SELECT distribution FROM freshen.alias WHERE name = \(bind: alias)
                  AND found_at > clock_timestamp() - make_interval(hours => \(number: Retention.hoursOfAliases))
                """
            ).first?["distribution"]
        }
    }

    /// Stores the distribution of an alias; nil: AWS has none now, and is asked again.
    ///
    /// Where it is another one than before, everything is owed to it: what was sent to the other one since then is not known.
    package func store(_ distribution: String?, ofAlias alias: String) throws(Failure) {
        guard let distribution else {
            return try run("UPDATE freshen.alias SET found_at = '-infinity' WHERE name = \(bind: alias)")
        }
        try inTransaction {
            let before = try session.rows(
                "SELECT distribution FROM freshen.alias WHERE name = \(bind: alias) FOR UPDATE"
            ).first?["distribution"]
            if let before, before != distribution {
                try session.run(
                    """
                    INSERT INTO freshen.change (run, audience, kind, reason, targets)
                    VALUES (\(number: try lockLog().lookNumber), 'distributions', 'everything',
                      \(bind: EverythingReason.aliasMoved.text), ARRAY[\(bind: alias)])
                    """)
            }
            try session.run(
                """
                INSERT INTO freshen.alias (name, distribution) VALUES (\(bind: alias), \(bind: distribution))
                ON CONFLICT (name) DO UPDATE SET distribution = excluded.distribution, found_at = excluded.found_at
                """)
        }
    }
}
