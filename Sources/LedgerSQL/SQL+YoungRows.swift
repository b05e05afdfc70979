extension SQL {
    /// Whether a row is young: written since the last look.
    ///
    /// Ages are compared, because transaction ids wrap around. A frozen row that is older than 2^31 transactions has a
    /// negative age. The comparison with the horizon comes first because it rejects nearly every row.
    package static func isYoung(_ alias: String) -> SQL {
        SQL(trusted: "(age(\(alias).xmin) <= (SELECT age(") + .parameter(.horizon)
            + SQL(trusted: ")) AND age(\(alias).xmin) >= 0)")
    }
}
